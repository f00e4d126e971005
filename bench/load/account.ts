import type { Step } from '../../shared/run/broker/steps.ts';
import type { Burst } from './burst.ts';

/** What stands in Slack and Jira in the end, and what was done to them. */
export interface Outside {
  readonly effects: { readonly slack: readonly string[]; readonly jira: readonly string[] };
  readonly requests: { readonly slack: number; readonly jira: number };
  readonly injected: Readonly<Record<'slack' | 'jira', Readonly<Record<string, number>>>>;
}

/** What became of a burst. */
export interface Accounted {
  /** Events, replies and effects that are not where they belong; dead letters are where they belong. */
  readonly lost: readonly string[];
  /** Effects that are there more than once. */
  readonly duplicated: readonly string[];
  readonly deadLettered: number;
  /** Why, with how often: by Trigger and reason. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly outside: Outside;
}

/** Compares what was sent with where it ended: the steps of the broker, and what stands in Slack and Jira. */
export function account({ events, runs }: Burst, steps: readonly Step[], outside: Outside): Accounted {
  const lost: string[] = [];
  const expect = (what: string, wanted: number, got: number) => {
    if (got < wanted) lost.push(`${what}: ${got} of ${wanted}`);
  };
  const facts = Math.ceil(events / runs);
  const count = (step: Step['step'], trigger?: string) =>
    steps.filter((one) => one.step === step && (!('trigger' in one) || one.trigger === trigger)).length;
  expect(
    'accepted',
    events,
    steps.filter((one) => one.step === 'received' && one.from === 'producer').length,
  );
  expect('replies', events, steps.filter((one) => one.step === 'received' && one.from === 'reply').length);
  for (const trigger of triggersOf(steps)) {
    expect(`ended at ${trigger}`, events, count('delivered', trigger) + count('dead-lettered', trigger));
  }
  const { slack, jira } = outside.effects;
  const unique = (effects: readonly string[], kind: string) =>
    new Set(effects.filter((effect) => effect.startsWith(kind))).size;
  // Where a delivery ended in a dead letter its effect need not be there.
  const given = count('dead-lettered', 'slack-sink');
  expect('messages in Slack', facts - given, unique(slack, 'message '));
  expect('answers in Slack', events - given, unique(slack, 'answer '));
  if (given === 0) {
    const whole = events - (events % runs);
    expect(
      'messages that count every run',
      whole / runs,
      slack.filter((effect) => effect.endsWith(`, seen ${runs}`)).length,
    );
  }
  const filed = count('dead-lettered', 'jira-sink');
  expect('tickets', facts - filed, unique(jira, 'ticket '));
  expect('comments', events - facts - filed, unique(jira, 'comment '));
  return {
    lost,
    duplicated: [...twice(slack), ...twice(jira)],
    deadLettered: steps.filter(({ step }) => step === 'dead-lettered').length,
    reasons: reasonsOf(steps),
    outside,
  };
}

function reasonsOf(steps: readonly Step[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const step of steps) {
    if (step.step !== 'dead-lettered' && step.step !== 'lost') continue;
    const name = `${step.trigger}: ${step.reason}`;
    reasons[name] = (reasons[name] ?? 0) + 1;
  }
  return reasons;
}

function triggersOf(steps: readonly Step[]): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) => (step.step === 'received' ? step.triggers : [])).filter((name) => name !== ''),
  );
}

/** What stands there more than once; a message counts by its key, whatever it shows. */
function twice(effects: readonly string[]): string[] {
  const seen = new Set<string>();
  return effects.filter((effect) => {
    const name = effect.replace(/, seen .*$/, '');
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}
