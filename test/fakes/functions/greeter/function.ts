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
  settings: settings({ GREETING: z.string().default('Hello').describe('The word to greet with.') }),
  connect: (config) => ({ greeting: config.GREETING }),
  handle: ({ data: { name } }, { greeting }) => {
    if (name === 'Nobody') throw new PermanentError('nobody can greet Nobody');
    return [emit(greeted, { words: `${greeting}, ${name}` }, { subject: name })];
  },
});
