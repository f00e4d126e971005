import { buildToolForms } from './build-tools.ts';
import { ciForms } from './ci-systems.ts';
import { compilerForms } from './compilers.ts';
import type { FailureForm } from './failure-form.ts';
import { linterForms } from './linters.ts';
import { packageManagerForms } from './package-managers.ts';
import { runtimeForms } from './runtimes.ts';
import { testRunnerForms } from './test-runners.ts';

/** Every known form, the surest first, so that the first match is the best. */
export const failureForms: readonly FailureForm[] = [
  ...compilerForms,
  ...linterForms,
  ...testRunnerForms,
  ...packageManagerForms,
  ...buildToolForms,
  ...runtimeForms,
  ...ciForms,
].sort((a, b) => b.strength - a.strength);
