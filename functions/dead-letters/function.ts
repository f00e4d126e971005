import { settings } from '../../shared/config.ts';
import { anyEvent } from '../../shared/events/any.ts';
import { defineFunction } from '../../shared/function.ts';

/** Where events end that could not be delivered: each is logged as an error with the reason, and none is answered to. */
export default defineFunction({
  name: 'dead-letters',
  description: 'Logs each event that could not be delivered, with the reason.',
  accepts: [anyEvent],
  emits: [],
  settings: settings({}),
  // Two consumers may give up the same event, and a line too many is better than one too few.
  claims: false,
  connect: () => undefined,
  handle: (event, _use, run) => {
    const { knativeerrordest, knativeerrorcode, knativeerrordata } = event.extensions;
    run.log.error(
      {
        source: event.source,
        subject: event.subject,
        destination: knativeerrordest,
        status: knativeerrorcode,
        reason: reasonOf(knativeerrordata),
      },
      'an event could not be delivered',
    );
    return [];
  },
  unreadable: (attributes, why, log) => {
    const { id, source, type, subject } = attributes;
    const { knativeerrordest, knativeerrorcode, knativeerrordata } = attributes;
    log.error(
      {
        ...{ event: id, type, source, subject },
        destination: knativeerrordest,
        status: knativeerrorcode,
        reason: reasonOf(knativeerrordata),
        unreadable: why,
      },
      'an event could not be delivered',
    );
  },
});

// The error body as the Broker passes it on: base64, or plain where it was given as text.
function reasonOf(data: unknown): string | undefined {
  if (typeof data !== 'string' || data === '') return undefined;
  const decoded = Buffer.from(data, 'base64');
  return decoded.toString('base64') === data ? decoded.toString('utf8') : data;
}
