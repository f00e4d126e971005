import type { Logger } from 'pino';
import type { Step } from './steps.ts';

/** Writes a step to the log: what is lost as an error, what did not go its way as a warning, the rest for debugging. */
export function logStep(log: Logger, step: Step): void {
  const { step: name, event, ...rest } = step;
  const fields = {
    ...rest,
    event: event && { id: event.id, type: event.type, traceparent: event.traceparent },
  };
  const message = `event ${name}`;
  if (name === 'lost') log.error(fields, message);
  else if (name === 'dead-lettered' || name === 'refused' || name === 'cut') log.warn(fields, message);
  else log.debug(fields, message);
}
