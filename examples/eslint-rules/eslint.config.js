import js from '@eslint/js';

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: { console: 'readonly', fetch: 'readonly', document: 'readonly' } },
    rules: {
      'no-console': 'warn',
      'prefer-const': 'warn',
      complexity: ['warn', 4],
      eqeqeq: 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
];
