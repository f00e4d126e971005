import type { Logger } from 'pino';
import { type Attributes, matches } from './filter.ts';
import type { TriggerManifest } from './manifests.ts';
import { deliver, forward, type Parcel, type WayUse } from './way.ts';

/** One Trigger at work, with a bound on what it holds. */
export interface Lane {
  readonly trigger: string;
  wants(broker: string, event: Attributes): boolean;
  hasRoom(): boolean;
  /** Takes the event to its end and says whether it was handled, by the subscriber or a dead-letter sink; never throws. */
  take(parcel: Parcel): Promise<boolean>;
}

export function createLane(trigger: TriggerManifest, use: WayUse, most: number, log: Logger): Lane {
  let held = 0;
  const name = `${trigger.namespace}/${trigger.broker}`;

  const subscriberHas = async (parcel: Parcel) => {
    held += 1;
    try {
      return await deliver(parcel, use);
    } finally {
      held -= 1;
    }
  };

  return {
    trigger: trigger.name,
    wants: (broker, event) => broker === name && matches(trigger.filter, event),
    hasRoom: () => held < most,
    async take(parcel) {
      try {
        const { handled, reply } = await subscriberHas(parcel);
        // A reply may come back to this Trigger, so the place of its cause is free by now.
        return reply === undefined ? handled : await forward(parcel, reply, use);
      } catch (error) {
        const event = parcel.envelope.attributes;
        log.error(
          { err: error, trigger: trigger.name, event: { id: event.id } },
          'the broker failed on an event',
        );
        use.tell({
          step: 'lost',
          broker: name,
          trigger: trigger.name,
          event,
          reason: 'a fault of the broker',
        });
        return false;
      }
    },
  };
}
