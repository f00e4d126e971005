import { type Journal, type Parcel, sizeOf } from './journal.ts';

interface HeldEvent {
  readonly parcel: Parcel;
  readonly bytes: number;
  open: number;
}

/** Holds events in memory: they are gone with the process, and so are dead letters once they were delivered. */
export function memoryJournal(): Journal {
  const deliveries = new Map<number, { readonly event: HeldEvent; reply?: Parcel }>();
  let last = 0;
  let bytes = 0;

  const end = (id: number): void => {
    const delivery = deliveries.get(id);
    if (delivery === undefined) return;
    deliveries.delete(id);
    delivery.event.open -= 1;
    if (delivery.event.open === 0) bytes -= delivery.event.bytes;
  };

  return {
    durable: false,
    bytes: () => bytes,
    async accept(_broker, parcel, triggers, replyOf) {
      if (replyOf !== undefined) end(replyOf);
      const event = { parcel, bytes: sizeOf(parcel), open: triggers.length };
      if (triggers.length > 0) bytes += event.bytes;
      return triggers.map(() => {
        last += 1;
        deliveries.set(last, { event });
        return last;
      });
    },
    load(id) {
      const delivery = deliveries.get(id);
      if (delivery === undefined) return undefined;
      const { event, reply } = delivery;
      return { parcel: event.parcel, ...(reply === undefined ? {} : { reply }) };
    },
    begin: () => () => {},
    async advance(id, _standing, reply) {
      const delivery = deliveries.get(id);
      if (delivery && reply) delivery.reply = reply;
    },
    end: async (id) => end(id),
    bury: async (id) => end(id),
    waiting: () => [],
    watch: () => () => {},
  };
}
