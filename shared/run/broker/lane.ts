import type { Logger } from 'pino';
import { type Attributes, matches } from './filter.ts';
import type { Standing } from './journal/journal.ts';
import type { TriggerManifest } from './manifests.ts';
import { deliver, type WayUse } from './way.ts';

/** One Trigger at work, with a bound on what it holds. */
export interface Lane {
  readonly trigger: string;
  /** NAMESPACE/NAME of its Broker. */
  readonly broker: string;
  wants(broker: string, event: Attributes): boolean;
  hasRoom(): boolean;
  /** Holds a place, for an event that is being accepted; it has to be used by `take`, or given up by calling what is returned. */
  reserve(): () => void;
  /**
   * Takes a delivery from where it stands to its end and says whether it was handled, by the subscriber or a
   * dead-letter sink; never throws. `leave` gives its place up.
   */
  take(id: number, standing: Standing, leave: () => void): Promise<boolean>;
}

export function createLane(trigger: TriggerManifest, use: WayUse, most: number, log: Logger): Lane {
  let held = 0;
  const broker = `${trigger.namespace}/${trigger.broker}`;

  const lose = async (id: number, standing: Standing, error: unknown): Promise<void> => {
    const attributes = use.journal.load(id)?.parcel.envelope.attributes ?? {};
    const fields = { err: error, trigger: trigger.name, event: { id: attributes.id } };
    log.error(fields, 'the broker failed on an event');
    const reason = 'a fault of the broker';
    use.tell({ step: 'lost', broker, trigger: trigger.name, event: attributes, reason });
    await use.journal.bury(id, { how: 'lost', reason, tries: standing.tries, at: use.now().getTime() });
  };

  return {
    trigger: trigger.name,
    broker,
    wants: (name, event) => name === broker && matches(trigger.filter, event),
    hasRoom: () => held < most,
    reserve() {
      held += 1;
      let left = false;
      return () => {
        if (!left) held -= 1;
        left = true;
      };
    },
    async take(id, standing, leave) {
      try {
        // A reply may come back to this Trigger, so the place of its cause has to be free by then.
        return await deliver(id, standing, { ...use, leave });
      } catch (error) {
        await lose(id, standing, error).catch((why) => log.error({ err: why }, 'the journal failed'));
        return false;
      } finally {
        leave();
      }
    },
  };
}
