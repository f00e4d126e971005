import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

const compilerSays =
  '(?:undefined|cannot|imported and not used|declared (?:and|but) not used|\\S{1,100} (?:declared|redeclared|undefined|imported)|syntax error|missing return|invalid|too many|not enough|assignment mismatch|duplicate|unknown field|undeclared|expected|non-|multiple-value|impossible|first argument|missing (?!cases)|no new variables|could not import|method redeclared|type |use of|unexpected|label|import cycle|ambiguous|cgo)';

/** The Go compiler, go test, go modules and the linters around them. */
export const goRules = [
  ...rulesOf('Go', [
    [
      'compile-error',
      CAUSE,
      '.go:',
      new RegExp(
        `^(?:vet: )?(?<file>[^\\s:]{1,300}\\.go):(?<line>\\d{1,6}):(?:\\d{1,5}:)? (?<message>${compilerSays}.{0,300})`,
      ),
    ],
    [
      'compile-error',
      VERDICT + 0.5,
      ['build failed]', 'setup failed]'],
      /^FAIL\s{1,4}(?<module>\S{1,300}) \[(?:build|setup) failed\]/,
    ],
    [
      'compile-error',
      CAUSE,
      'could not import',
      /^(?<file>[^\s:]{1,300}\.go):(?<line>\d{1,6}):\d{1,5}: could not import/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      ['cannot find package', 'no required module', 'does not contain package', 'cannot find module'],
      /(?:cannot find package "(?<name>[\w./-]{3,200})"|no required module provides package (?<wanted>[\w./-]{3,200})|module \S{1,200} found.{0,60}, but does not contain package|cannot find module providing package)(?<message>.{0,200})/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      ['unknown revision', 'invalid version', 'unrecognized import path', 'no matching versions'],
      /^(?:go: )?(?<name>[\w./-]{3,200})@(?<to>[\w.+-]{1,80}): (?<message>.{0,200}(?:unknown revision|invalid version|unrecognized import path|no matching versions).{0,200})/,
    ],
    [
      'lock-file',
      VERDICT + 0.5,
      ['go.sum', 'go.mod', 'checksum mismatch', 'inconsistent vendoring', 'modules.txt'],
      /(?:missing go\.sum entry|updates to go\.(?:mod|sum) needed|go: inconsistent vendoring|verifying (?<name>[\w./-]{3,200})@(?<to>[\w.+-]{1,80})(?:\/go\.mod)?: checksum mismatch|is replaced in go\.mod, but not marked|go\.mod file indicates)(?<message>.{0,200})/,
    ],
    ['test-failure', CAUSE, '--- FAIL', /^\s{0,24}--- FAIL: (?<test>\S{1,300})/],
    [
      'test-failure',
      CAUSE - 1,
      '_test.go:',
      /^\s{2,24}(?<file>[\w./-]{1,200}_test\.go):(?<line>\d{1,6}): (?<message>\S.{0,300})/,
    ],
    ['test-failure', VERDICT - 0.5, 'FAIL', /^FAIL\s{1,4}(?<module>[\w./-]{3,300})\s{1,4}[\d.]{1,10}m?s$/],
    ['test-failure', CAUSE, 'panic: ', /^panic: (?<message>(?!test timed out).{1,300})/],
    ['timeout', VERDICT + 0.5, 'test timed out', /^panic: test timed out after (?<message>\S{1,20})/],
    [
      'configuration',
      VERDICT,
      ['go.mod', 'GOPATH', 'module requires Go', 'toolchain'],
      /^(?:go: )?(?:errors parsing go\.mod|go\.mod file not found|cannot determine module path|.{0,80}note: module requires Go \d|go\.mod requires go >= (?<message>\S{1,20}))/,
    ],
    ['compile-error', CAUSE, 'import cycle', /^(?:package .{1,200}: )?import cycle not allowed/],
  ]),
  ...rulesOf('Go', [
    [
      'compile-error',
      CAUSE + 1,
      ['(compile)', '(typecheck)'],
      /^(?<file>[^\s:]{1,300}\.go):(?<line>\d{1,6}):(?:\d{1,5}:)? (?<message>.{1,300}) \((?:compile|typecheck)\)$/,
    ],
  ]),
  ...rulesOf('golangci-lint', [
    [
      'lint-or-format',
      CAUSE + 0.5,
      '.go:',
      /^(?:level=error .{0,40})?(?<file>[^\s:]{1,300}\.go):(?<line>\d{1,6}):(?:\d{1,5}:)? (?<message>.{1,300} \((?!compile\)|typecheck\))[a-z]\w{2,30}\))$/,
    ],
  ]),
  ...rulesOf('staticcheck', [
    [
      'lint-or-format',
      CAUSE + 0.5,
      '.go:',
      /^(?<file>[^\s:]{1,300}\.go):(?<line>\d{1,6}):(?:\d{1,5}:)? (?<message>.{1,300}) \((?<code>[A-Z]{1,3}\d{4})\)$/,
    ],
  ]),
  ...rulesOf('Go linter', [
    [
      'lint-or-format',
      CAUSE,
      '.go:',
      /^(?<file>[^\s:]{1,300}\.go):(?<line>\d{1,6}):(?:\d{1,5}:)? (?<message>(?:exported|comment on|should|don't use|if block ends|receiver name|error (?:strings|var)|missing cases in switch|context\.Context|package comment|\w{1,60} (?:is a misspelling|is unused|should be)|composite literal|unreachable code|struct field tag|result of|Error return value|ineffectual|possible).{0,300})/,
    ],
  ]),
  ...rulesOf('gofmt', [
    [
      'lint-or-format',
      VERDICT - 1,
      ['gofmt', 'goimports'],
      /(?:go ?fmt|goimports)\b.{0,120}(?:not|needs?|failed|must|differs?|the following|run)/i,
    ],
    ['lint-or-format', SIGN, 'diff -u', /^diff -u \S{1,300}\.go(?:\.orig)? /],
  ]),
];
