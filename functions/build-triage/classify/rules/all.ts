import type { Rule } from '../rule.ts';
import { cRules } from './c.ts';
import { containerRules } from './container.ts';
import { dotnetRules } from './dotnet.ts';
import { genericRules } from './generic.ts';
import { goRules } from './go.ts';
import { gradleRules } from './gradle.ts';
import { jvmRules } from './jvm.ts';
import { mavenRules } from './maven.ts';
import { nodeRules } from './node.ts';
import { nodePackageRules } from './node-packages.ts';
import { otherLanguageRules } from './other-languages.ts';
import { phpRules } from './php.ts';
import { pythonRules } from './python.ts';
import { rubyRules } from './ruby.ts';
import { rustRules } from './rust.ts';
import { systemRules } from './system.ts';

/** Every rule, a family of tools after the other; what any tool may say comes last. */
export const allRules: readonly Rule[] = [
  ...mavenRules,
  ...gradleRules,
  ...jvmRules,
  ...nodePackageRules,
  ...nodeRules,
  ...pythonRules,
  ...goRules,
  ...rustRules,
  ...cRules,
  ...rubyRules,
  ...phpRules,
  ...dotnetRules,
  ...otherLanguageRules,
  ...containerRules,
  ...systemRules,
  ...genericRules,
];
