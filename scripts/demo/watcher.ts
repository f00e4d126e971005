import type { TriggerManifest } from '../../shared/run/broker/manifests.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { readEvent } from '../../shared/run/wire.ts';
import { startServer } from '../../test/fakes/http-server.ts';

/** Whoever else may listen: gets every event of one type from the broker, and keeps it. */
export async function startWatcher(type: string): Promise<{
  readonly trigger: TriggerManifest;
  readonly events: readonly Event[];
  readonly close: () => Promise<void>;
}> {
  const events: Event[] = [];
  const server = await startServer(({ headers, body }) => {
    const read = readEvent({ headers, body: Buffer.from(body) });
    if ('event' in read) events.push(read.event);
    return { status: 'event' in read ? 202 : 400, body: '' };
  });
  return {
    trigger: {
      namespace: 'watchkeeper',
      name: 'watcher',
      broker: 'default',
      filter: { dialect: 'attributes', attributes: { type } },
      subscriber: { uri: server.url },
      delivery: { retry: 0 },
    },
    events,
    close: server.close,
  };
}
