import { z } from 'zod';
import { defineEvent } from '../function.ts';

/** Any event at all: for a function that takes whatever a Trigger or a dead-letter sink sends it. */
export const anyEvent = defineEvent({
  type: '*',
  description: 'An event of any type.',
  schema: z.unknown(),
});
