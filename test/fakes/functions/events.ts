import { z } from 'zod';
import { defineEvent } from '../../../shared/function.ts';

/** Somebody came and gave a name. */
export const arrived = defineEvent({
  type: 'test.person.arrived.v1',
  description: 'Somebody came.',
  schema: z.object({ name: z.string().min(1) }),
});

/** Somebody was greeted. */
export const greeted = defineEvent({
  type: 'test.person.greeted.v1',
  description: 'Somebody was greeted.',
  schema: z.object({ words: z.string() }),
  extensions: ({ words }) => ({ length: words.length }),
  extensionDocs: { length: 'Characters of the greeting.' },
});
