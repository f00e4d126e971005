import { z } from 'zod';
import { settings } from '../../../../shared/config.ts';
import { defineIntake } from '../../../../shared/function.ts';
import { arrived } from '../events.ts';

/** Lets in whoever knows the word. */
export default defineIntake({
  name: 'doorbell',
  description: 'Says who came.',
  path: '/ring',
  accepts: z.object({ name: z.string() }),
  emits: [arrived],
  settings: settings({}),
  connect: () => undefined,
  verify: ({ headers }) =>
    headers['x-word'] === 'please' ? undefined : { status: 401, message: 'say the word' },
  toEvents: ({ name }) => [{ id: `ring-${name}`, type: arrived.type, data: { name } }],
});
