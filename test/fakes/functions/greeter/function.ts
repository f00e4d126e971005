import { z } from 'zod';
import { settings } from '../../../../shared/config.ts';
import { PermanentError } from '../../../../shared/errors.ts';
import { defineFunction, emit } from '../../../../shared/function.ts';
import { arrived, greeted } from '../events.ts';

/** Greets whoever comes, but for Nobody. */
export default defineFunction({
  name: 'greeter',
  description: 'Greets whoever comes.',
  accepts: [arrived],
  emits: [greeted],
  settings: settings({
    GREETING: z.string().default('Hello').describe('The word to greet with.'),
    GREETING_URL: z.url().optional().describe('Where the word is asked for instead.'),
  }),
  connect: (config) => ({
    greeting: async () => {
      if (config.GREETING_URL === undefined) return config.GREETING;
      return (await fetch(config.GREETING_URL)).text();
    },
  }),
  handle: async ({ data: { name } }, use) => {
    if (name === 'Nobody') throw new PermanentError('nobody can greet Nobody');
    return [emit(greeted, { words: `${await use.greeting()}, ${name}` }, { subject: name })];
  },
});
