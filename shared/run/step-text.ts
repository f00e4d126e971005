import { styleText } from 'node:util';
import { redact } from '../redact/redact.ts';
import { oneLine, plainText } from '../rendering/text.ts';
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
      return ['✗', 'red', `refused with ${step.status}: ${shown(step.reason)}`];
    case 'cut':
      return ['✗', 'red', 'has no hops left: a loop was cut'];
    case 'delivered':
      return [
        '✓',
        'green',
        `delivered to ${shortOf(step.trigger)}: ${step.status} in ${Math.round(step.ms)} ms`,
      ];
    case 'failed':
      return [
        '!',
        'yellow',
        `${shortOf(step.trigger)} failed (attempt ${step.attempt}): ${shown(step.reason)}`,
      ];
    case 'retrying':
      return ['↻', 'yellow', `${shortOf(step.trigger)}: attempt ${step.attempt} in ${step.inMs} ms`];
    case 'replied':
      return ['←', 'green', `${shortOf(step.trigger)} replied with ${nameOf(step.reply)}`];
    case 'dead-lettered':
      return ['☠', 'red', `${shortOf(step.trigger)}: to the dead letters: ${shown(step.reason)}`];
    case 'lost':
      return ['✗', 'red', `${shortOf(step.trigger)}: lost: ${shown(step.reason)}`];
  }
}

function fromOf(from: 'producer' | 'reply'): string {
  return from === 'reply' ? 'as a reply' : 'in';
}

function shortOf(trigger: string): string {
  return trigger.split('/').at(-1) ?? trigger;
}

function nameOf(event: Attributes): string {
  const type = shown(String(event.type ?? '(no type)'));
  // Cut last: half a secret is not known for one.
  return `${type} ${shown(String(event.id ?? '(no id)')).slice(0, 16)}`;
}

/** On one line, without what steers a terminal or hides, and then without secrets. */
function shown(text: string): string {
  return redact(oneLine(plainText(text)));
}
