import { configDefaults, defineConfig } from 'vitest/config';

// What asks a model server that somebody runs has its own script: npm run test:models.
const ownScript = process.env.WATCHKEEPER_MODEL_URL ? [] : ['test/services/model-server.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...ownScript],
    testTimeout: 20_000,
    pool: 'threads',
  },
});
