import type fc from 'fast-check';
import type { Event } from '../../shared/run/stamp.ts';
import { isDone } from './crash-points.ts';
import { beginLife, type Life } from './life.ts';
import { type Ended, LEASE_SECONDS, type SimulatedProcess, startProcess, type World } from './world.ts';

interface Slot {
  process: SimulatedProcess;
  /** Deliveries under way, and how many of them wait at a boundary. */
  flying: number;
  waiting: number;
}

/**
 * Processes that share one world and move only when they are told to: each waits at each boundary until the scheduler
 * lets it go on, so that a seed decides what happens in which order, to the letter.
 */
export class Schedule {
  readonly #world: World;
  readonly #scheduler: fc.Scheduler;
  readonly #slots: Slot[] = [];
  readonly #open = new Set<Event>();
  readonly #done = new Set<Event>();
  #moved: () => void = () => undefined;

  private constructor(world: World, scheduler: fc.Scheduler) {
    this.#world = world;
    this.#scheduler = scheduler;
  }

  static async start(world: World, scheduler: fc.Scheduler, processes: number): Promise<Schedule> {
    const schedule = new Schedule(world, scheduler);
    for (let slot = 0; slot < processes; slot += 1) schedule.#slots.push(await schedule.#newSlot());
    return schedule;
  }

  /** Begins a delivery and comes back at its first boundary; the same event may come again at any time. */
  async deliver(slot: number, event: Event): Promise<void> {
    const { process } = this.#slotAt(slot);
    const own = this.#slotAt(slot);
    this.#open.add(event);
    own.flying += 1;
    const ended = (how: Ended) => {
      if (isDone(how)) this.#done.add(event);
      own.flying -= 1;
      this.#moved();
    };
    process.deliver(event).then(ended, () => ended('crashed'));
    await this.#settled();
  }

  /** Kills a process with all that it has under way, and starts another in its place. */
  async crash(slot: number): Promise<void> {
    await this.#slotAt(slot).process.end();
    this.#slots[slot % this.#slots.length] = await this.#newSlot();
    await this.#settled();
  }

  /** Lets one of those who wait go on to their next boundary; nothing where nobody waits. */
  async step(): Promise<void> {
    if (this.#scheduler.count() === 0) return;
    await this.#scheduler.waitOne();
    await this.#settled();
  }

  /** Moves the clock. Past a lease only when nobody living is at work, since a deadline ends work before its lease. */
  async forward(seconds: number): Promise<void> {
    if (seconds >= LEASE_SECONDS) await this.#drain();
    this.#world.clock.forward(seconds);
  }

  /** Delivers what is not done again and again, with more than a lease in between; the events that never got through. */
  async finish(): Promise<readonly Event[]> {
    for (let round = 0; round < 6; round += 1) {
      await this.forward(LEASE_SECONDS + 1);
      const left = [...this.#open].filter((event) => !this.#done.has(event));
      if (left.length === 0) break;
      for (const [index, event] of left.entries()) await this.deliver(index, event);
    }
    await this.#drain();
    await Promise.all(this.#slots.map(({ process }) => process.end()));
    return [...this.#open].filter((event) => !this.#done.has(event));
  }

  async #drain(): Promise<void> {
    while (this.#slots.some(({ flying }) => flying > 0)) await this.step();
  }

  async #newSlot(): Promise<Slot> {
    const life = beginLife();
    const slot = { flying: 0, waiting: 0 } as Slot;
    slot.process = await startProcess(this.#world, this.#throughScheduler(life, slot));
    return slot;
  }

  #throughScheduler(life: Life, slot: Slot): Life {
    return {
      ...life,
      seam: async (boundary) => {
        slot.waiting += 1;
        this.#moved();
        await this.#scheduler.schedule(Promise.resolve(), boundary);
        slot.waiting -= 1;
        return life.seam(boundary);
      },
    };
  }

  /** Resolves when each delivery has ended or waits at a boundary: from here on all is up to the scheduler. */
  async #settled(): Promise<void> {
    while (this.#slots.some(({ flying, waiting }) => waiting < flying)) {
      await new Promise<void>((resolve) => {
        this.#moved = resolve;
      });
      // What follows at once, such as the end of a delivery after its last boundary, belongs to the same move.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #slotAt(index: number): Slot {
    const slot = this.#slots[index % this.#slots.length];
    if (slot === undefined) throw new Error('there is no process');
    return slot;
  }
}
