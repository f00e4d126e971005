import { z } from 'zod';
import { settings } from '../../../../shared/config.ts';
import { defineFunction } from '../../../../shared/function.ts';
import { greeted } from '../events.ts';

/** Does nothing, and needs two settings for it. */
export default defineFunction({
  name: 'keyless',
  description: 'Does nothing.',
  accepts: [greeted],
  emits: [],
  settings: settings({
    LOCK: z.string().describe('The lock.'),
    KEY: z.string().min(8).describe('The key of the lock.'),
  }),
  connect: () => undefined,
  handle: () => [],
});
