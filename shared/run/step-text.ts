import { styleText } from 'node:util';
import { plainText } from '../rendering/text.ts';
import type { Attributes } from './broker/filter.ts';
import type { Step } from './broker/steps.ts';

/** One line for one step of an event's way; colours on a terminal only. */
export function stepText(step: Step, stream?: NodeJS.WriteStream): string {
  const [mark, colour, text] = lineOf(step);
  const painted = stream === undefined ? mark : styleText(colour, mark, { stream });
  return `${painted} ${step.event === undefined ? '' : `${nameOf(step.event)}  `}${text}`;
}

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'cyan';

function lineOf(step: Step): [string, Colour, string] {
  switch (step.step) {
    case 'received':
      return step.triggers.length === 0
        ? ['·', 'dim', `came ${fromOf(step.from)}; no Trigger wants it`]
        : ['→', 'cyan', `came ${fromOf(step.from)}, for ${step.triggers.map(shortOf).join(', ')}`];
    case 'refused':
      return ['✗', 'red', `refused with ${step.status}: ${step.reason}`];
    case 'cut':
      return ['✗', 'red', 'has no hops left: a loop was cut'];
    case 'delivered':
      return [
        '✓',
        'green',
        `delivered to ${shortOf(step.trigger)}: ${step.status} in ${Math.round(step.ms)} ms`,
      ];
    case 'failed':
      return ['!', 'yellow', `${shortOf(step.trigger)} failed (attempt ${step.attempt}): ${step.reason}`];
    case 'retrying':
      return ['↻', 'yellow', `${shortOf(step.trigger)}: attempt ${step.attempt} in ${step.inMs} ms`];
    case 'replied':
      return ['←', 'green', `${shortOf(step.trigger)} replied with ${nameOf(step.reply)}`];
    case 'dead-lettered':
      return ['☠', 'red', `${shortOf(step.trigger)}: to the dead letters: ${step.reason}`];
    case 'lost':
      return ['✗', 'red', `${shortOf(step.trigger)}: lost: ${step.reason}`];
  }
}

function fromOf(from: 'producer' | 'reply'): string {
  return from === 'reply' ? 'as a reply' : 'in';
}

function shortOf(trigger: string): string {
  return trigger.split('/').at(-1) ?? trigger;
}

function nameOf(event: Attributes): string {
  return plainText(`${event.type ?? '(no type)'} ${String(event.id ?? '(no id)').slice(0, 16)}`);
}
