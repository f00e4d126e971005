import { settings } from '../../../../shared/config.ts';
import { anyEvent } from '../../../../shared/events/any.ts';
import { defineFunction } from '../../../../shared/function.ts';

/** Takes what could not be delivered. */
export default defineFunction({
  name: 'dead-letters',
  description: 'Takes what could not be delivered.',
  accepts: [anyEvent],
  emits: [],
  settings: settings({}),
  claims: false,
  connect: () => undefined,
  handle: () => [],
  unreadable: () => {},
});
