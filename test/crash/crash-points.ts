import { join } from 'node:path';
import { waitBefore } from '../../shared/run/broker/delivery.ts';
import { loadManifests } from '../../shared/run/broker/manifests.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { root } from '../command.ts';
import { beginLife, beginPausedLife } from './life.ts';
import { type Ended, LEASE_SECONDS, startProcess, type World } from './world.ts';

/** One event that a function handles, in a world in which some came before. */
export interface Scenario {
  readonly function: string;
  /** Such as "first report"; together with the function it names the scenario. */
  readonly name: string;
  readonly world: () => Promise<World>;
  /** Events that were handled before, without any crash. */
  readonly before: readonly Event[];
  readonly event: Event;
  /** Another lease than the default one. */
  readonly leaseSeconds?: number;
  /** Effects that may come twice where it crashes at these boundaries: what they are, and the boundaries. */
  readonly mayRepeat?: { readonly effect: RegExp; readonly at: RegExp };
}

/** What came of a crash at one boundary. */
export interface CrashPoint {
  readonly boundary: string;
  /** Statuses of the redeliveries at once and after each wait of the Trigger, until one is 2xx. */
  readonly redelivered: readonly number[];
  /** The last redelivery got the answer that was stored before the crash. */
  readonly stored: boolean;
  /** Effects that a run without a crash has and this one does not. */
  readonly lost: readonly string[];
  /** Effects that are there more often than in a run without a crash. */
  readonly duplicated: readonly string[];
  /** Duplicates that the scenario names, such as a second paid call of a model. */
  readonly named: readonly string[];
}

export interface Enumerated {
  readonly scenario: Scenario;
  /** What stands outside after a run without a crash. */
  readonly effects: readonly string[];
  readonly points: readonly CrashPoint[];
}

/** Kills a scenario's process at each boundary that a dry run crosses, redelivers as the Trigger does, and counts. */
export async function crashEverywhere(scenario: Scenario): Promise<Enumerated> {
  const waits = await triggerWaits(scenario.function);
  const dry = await withWorld(scenario, (world) => withoutCrash(scenario, world));
  const points: CrashPoint[] = [];
  for (let index = 1; index <= dry.boundaries.length; index += 1) {
    points.push(await crashAt(scenario, index, waits, dry.effects));
  }
  return { scenario, effects: dry.effects, points };
}

/** What came of a holder that paused at one boundary, lost its claim meanwhile, and woke. */
export interface PausePoint {
  readonly boundary: string;
  /** How the woken one answered. */
  readonly answered: number;
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
}

/** Pauses a scenario's process at each boundary until another has taken over and is done, then wakes it, and counts. */
export async function pauseEverywhere(scenario: Scenario): Promise<readonly PausePoint[]> {
  const dry = await withWorld(scenario, (world) => withoutCrash(scenario, world));
  const points: PausePoint[] = [];
  for (let index = 1; index <= dry.boundaries.length; index += 1) {
    points.push(await withWorld(scenario, (world) => pauseAt(scenario, world, index, dry.effects)));
  }
  return points;
}

async function pauseAt(
  scenario: Scenario,
  world: World,
  index: number,
  expected: readonly string[],
): Promise<PausePoint> {
  const life = beginPausedLife(index);
  const holder = await startProcess(world, life);
  const first = holder.deliver(scenario.event);
  await life.paused;
  world.clock.forward(LEASE_SECONDS + 1);
  const other = await startProcess(world);
  let second = await other.deliver(scenario.event);
  // What may have happened just before is looked for until it can be told; then it is done.
  for (let again = 0; again < 3 && !isDone(second); again += 1) {
    world.clock.forward(LEASE_SECONDS + 1);
    second = await other.deliver(scenario.event);
  }
  const boundary = life.crossed[index - 1] ?? '';
  life.wake();
  const answered = statusOf(await first);
  await Promise.all([holder.end(), other.end()]);
  const lost = without(expected, world.effects());
  return {
    boundary,
    answered,
    lost: isDone(second) ? lost : [...lost, 'the event itself'],
    duplicated: without(world.effects(), expected),
  };
}

async function withoutCrash(scenario: Scenario, world: World) {
  const process = await startProcess(world);
  const ended = await process.deliver(scenario.event);
  await process.end();
  if (!isDone(ended)) throw new Error(`without a crash ${nameOf(scenario)} ends in ${statusOf(ended)}`);
  return { boundaries: process.life.crossed, effects: world.effects() };
}

export function nameOf(scenario: Scenario): string {
  return `${scenario.function}, ${scenario.name}`;
}

async function crashAt(
  scenario: Scenario,
  index: number,
  waits: readonly number[],
  expected: readonly string[],
  again?: { readonly attempt: number; readonly index: number },
): Promise<CrashPoint & { readonly crashedAgain: boolean }> {
  return withWorld(scenario, async (world) => {
    const doomed = await startProcess(world, beginLife(index), scenario.leaseSeconds);
    const first = await doomed.deliver(scenario.event);
    await doomed.end();
    if (first !== 'crashed') throw new Error(`${nameOf(scenario)} never came to its boundary ${index}`);
    const redelivered: number[] = [];
    let last: Ended = 'crashed';
    for (const [attempt, wait] of [0, ...waits].entries()) {
      world.clock.forward(wait);
      const life = beginLife(attempt === again?.attempt ? again.index : undefined);
      const next = await startProcess(world, life, scenario.leaseSeconds);
      last = await next.deliver(scenario.event);
      await next.end();
      redelivered.push(statusOf(last));
      if (isDone(last)) break;
    }
    const boundary = doomed.life.crossed[index - 1] ?? '';
    const surplus = without(world.effects(), expected);
    const isNamed = (effect: string) =>
      scenario.mayRepeat?.effect.test(effect) === true && scenario.mayRepeat.at.test(boundary);
    return {
      boundary,
      redelivered,
      stored: last !== 'crashed' && last.outcome === 'repeated',
      lost: [...without(expected, world.effects()), ...(isDone(last) ? [] : ['the event itself'])],
      duplicated: surplus.filter((effect) => !isNamed(effect)),
      named: surplus.filter(isNamed),
      crashedAgain: redelivered.includes(0),
    };
  });
}

/**
 * Kills a scenario's process where it is uncertain what happened, and then whoever takes over at each of its own
 * boundaries: what a second crash in a row does.
 */
export async function crashTwiceEverywhere(scenario: Scenario): Promise<readonly CrashPoint[]> {
  const waits = await triggerWaits(scenario.function);
  const { effects, points } = await crashEverywhere(scenario);
  const twice: CrashPoint[] = [];
  for (const [at, { boundary, redelivered }] of points.entries()) {
    if (!UNCERTAIN.test(boundary)) continue;
    for (let index = 1; ; index += 1) {
      const again = { attempt: redelivered.length - 1, index };
      const point = await crashAt(scenario, at + 1, waits, effects, again);
      if (!point.crashedAgain) break;
      twice.push({ ...point, boundary: `${boundary}, then boundary ${index} of the takeover` });
    }
  }
  return twice;
}

/** The effect is intended, and may have happened. */
const UNCERTAIN = /^(?:before|after) POST /;

async function withWorld<Result>(
  scenario: Scenario,
  work: (world: World) => Promise<Result>,
): Promise<Result> {
  const world = await scenario.world();
  try {
    const process = await startProcess(world);
    for (const event of scenario.before) {
      const ended = await process.deliver(event);
      if (!isDone(ended)) throw new Error(`an event before ${nameOf(scenario)} ends in ${statusOf(ended)}`);
      // What comes later comes on another day: nothing of the first is left but what is kept.
      world.clock.forward(3_600);
    }
    await process.end();
    return await work(world);
  } finally {
    await world.close();
  }
}

/** The seconds that the function's own Trigger waits between its attempts. */
export async function triggerWaits(name: string): Promise<readonly number[]> {
  const { triggers } = await loadManifests(join(root, 'knative', 'base'));
  const own = triggers.find(({ subscriber }) => subscriber.ref?.name === name);
  // Dead letters have no Trigger of their own: they come with the waits of the one that gave the event up.
  const delivery = (own ?? triggers[0])?.delivery;
  if (delivery === undefined) throw new Error(`no Trigger leads to ${name}`);
  return Array.from(
    { length: delivery.retry },
    (_, retry) => waitBefore(retry, delivery, undefined, new Date(0)) / 1_000,
  );
}

/** What of `all` is left when each of `taken` is taken away once. */
function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = [...taken];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}

export function isDone(ended: Ended): boolean {
  return ended !== 'crashed' && ended.status >= 200 && ended.status < 300;
}

function statusOf(ended: Ended): number {
  return ended === 'crashed' ? 0 : ended.status;
}
