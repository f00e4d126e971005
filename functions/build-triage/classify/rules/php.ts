import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** Composer, PHPUnit, PHP itself and its linters. */
export const phpRules = [
  ...rulesOf('Composer', [
    [
      'dependency-conflict',
      VERDICT,
      'Your requirements could not be resolved',
      /Your requirements could not be resolved to an installable set of packages/,
    ],
    [
      'dependency-conflict',
      CAUSE,
      [' requires ', ' conflicts with ', 'satisfiable'],
      /^\s{2,8}- .{0,200}?(?<name>[a-z0-9][\w.-]{0,60}\/[\w.-]{1,80}) (?<to>[\w.^~*|<>= -]{1,60}?) (?:requires|conflicts with|-> satisfiable)(?<message>.{0,200})/,
    ],
    [
      'dependency-resolution',
      CAUSE + 0.5,
      ['could not be found', 'Could not find'],
      /(?:The requested package (?<name>[\w./-]{1,100}) .{0,40}could not be found|Could not find (?:a matching version of )?package (?<wanted>[\w./-]{1,100}))(?<message>.{0,200})/,
    ],
    [
      'dependency-conflict',
      CAUSE + 0.5,
      'exists as',
      /The requested package (?<name>[\w./-]{1,100}) (?<to>[\w.@^~*-]{1,60}) exists as/,
    ],
    [
      'lock-file',
      VERDICT,
      'lock file',
      /^(?:- )?Required package "(?<name>[\w./-]{1,100})" is not present in the lock file|lock file does not contain a compatible set of packages/,
    ],
    [
      'configuration',
      CAUSE + 0.5,
      'missing from your system',
      /the requested PHP extension (?<name>[\w-]{1,40}) is missing from your system/,
    ],
    ['quota', VERDICT, 'rate limit', /(?:GitHub )?API (?:rate )?limit .{0,60}(?:exhausted|exceeded)/],
  ]),
  ...rulesOf('PHPUnit', [
    [
      'test-failure',
      CAUSE,
      ['Test::', 'test::', 'Tests::'],
      /^\d{1,6}\) (?<test>[\w\\]{1,300}::\w.{0,200})$/,
    ],
    ['test-failure', VERDICT, ['FAILURES!', 'ERRORS!'], /^(?:FAILURES|ERRORS)!$/],
    [
      'test-failure',
      VERDICT,
      'Assertions:',
      /^Tests: \d{1,6}, Assertions: \d{1,7}, .{0,60}?(?:Failures|Errors): (?<count>[1-9]\d{0,5})/,
    ],
    ['test-failure', CAUSE, 'There w', /^There (?:was|were) (?<count>\d{1,6}) (?:failure|error)s?:/],
    ['test-failure', CAUSE, 'Fatal error', /^PHP Fatal error: .{0,200}(?<message>PHPUnit.{1,200})/],
  ]),
  ...rulesOf('PHP', [
    [
      'compile-error',
      CAUSE + 0.5,
      'Parse error',
      /(?:PHP )?Parse error: {1,3}(?<message>.{1,200}?)(?: in (?<file>\S{1,300}) on line (?<line>\d{1,6}))?$/,
    ],
    [
      'compile-error',
      CAUSE - 1,
      'Fatal error',
      /(?:PHP )?Fatal error: {1,3}(?<message>.{1,200}?)(?: in (?<file>\S{1,300})(?: on line |:)(?<line>\d{1,6}))?$/,
    ],
    ['out-of-memory', VERDICT + 2, 'Allowed memory size', /Allowed memory size of \d{1,15} bytes exhausted/],
  ]),
  ...rulesOf('PHP_CodeSniffer', [
    ['lint-or-format', VERDICT - 1, 'FOUND ', /^FOUND (?<count>\d{1,6}) ERRORS?\b/],
    ['lint-or-format', CAUSE, ' | ERROR', /^\s{0,6}(?<line>\d{1,6}) \| ERROR\s{0,3}\| (?<message>.{1,200})/],
  ]),
  ...rulesOf('PHPStan', [
    [
      'lint-or-format',
      VERDICT - 1,
      'Found ',
      /^\s{0,3}(?:\[ERROR\] )?Found (?<count>\d{1,6}) errors?\s{0,100}$/,
    ],
  ]).map((rule) => ({ ...rule, weight: SIGN })),
  ...rulesOf('PHP CS Fixer', [
    ['lint-or-format', CAUSE, '.php', /^\s{1,6}\d{1,5}\) (?<file>[\w./-]{1,300}\.php)(?: \(.{1,300}\))?$/],
  ]),
];
