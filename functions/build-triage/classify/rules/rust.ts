import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** rustc, Cargo, Clippy, rustfmt. */
export const rustRules = [
  ...rulesOf('rustc', [
    ['compile-error', CAUSE, 'error[E', /^error\[(?<code>E\d{4})\]: (?<message>.{1,300})/],
    ['compile-error', CAUSE, 'linking with', /^error: linking with `\w{1,40}` failed(?<message>.{0,100})/],
    [
      'compile-error',
      SIGN + 1,
      'error: ',
      /^error: (?<message>(?:cannot find|expected|unexpected|mismatched|unresolved|macro|unknown|this file contains|proc-macro|format argument|unterminated|the name|missing|no rules).{1,200})/,
    ],
  ]),
  ...rulesOf('Cargo', [
    [
      'compile-error',
      VERDICT - 0.5,
      'could not compile',
      /^error: could not compile `(?<module>[\w-]{1,100})`/i,
    ],
    ['compile-error', VERDICT - 1, 'aborting due to', /^error: aborting due to (?<count>\d{0,5})/],
    [
      'compile-error',
      VERDICT - 1,
      'custom build command',
      /^error: failed to run custom build command for `(?<name>[\w-]{1,100}) v(?<to>[\w.+-]{1,60})/,
    ],
    ['test-failure', CAUSE, '... FAILED', /^test (?<test>\S.{0,300}?) \.\.\. FAILED$/],
    ['test-failure', CAUSE, '---- ', /^---- (?<test>.{1,300}?) stdout ----$/],
    [
      'test-failure',
      VERDICT,
      'test result: FAILED',
      /^test result: FAILED\. \d{1,6} passed; (?<count>\d{1,6}) failed/,
    ],
    [
      'test-failure',
      VERDICT,
      'error: test failed',
      /^error: (?:\d{1,5} targets? failed|test failed, to rerun pass)/,
    ],
    [
      'test-failure',
      CAUSE - 1,
      'panicked at',
      /^thread '(?<test>[^']{1,200})' panicked at (?:'(?<message>[^']{1,200})'.{0,4} )?(?<file>[^\s:,]{1,200}\.rs):(?<line>\d{1,6})/,
    ],
    [
      'dependency-conflict',
      VERDICT,
      ['failed to select a version', 'requires rustc'],
      /^error: (?:failed to select a version for `(?<name>[\w-]{1,100})|package `(?<package>[^`]{1,100})` cannot be built because it requires rustc)(?<message>.{0,200})/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'for the requirement',
      /^error: failed to select a version for the requirement `(?<name>[\w-]{1,100}) = "(?<to>[^"]{1,60})"/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      ['no matching package', 'failed to get', 'failed to load source', 'no matching version'],
      /^error: (?:no matching package (?:named `(?<name>[\w-]{1,100})` )?found|failed to get `(?<wanted>[\w-]{1,100})` as a dependency|failed to load source for dependency|no matching version)(?<message>.{0,200})/,
    ],
    [
      'lock-file',
      VERDICT + 0.5,
      '--locked',
      /the lock file .{1,300} needs to be updated but --(?:locked|frozen) was passed/,
    ],
    [
      'lock-file',
      VERDICT,
      ['Cargo.lock', 'lock file'],
      /^error: (?:failed to parse lock file|checksum for `(?<name>[\w-]{1,100}) v(?<to>[\w.+-]{1,60})` changed between lock files)/,
    ],
    [
      'configuration',
      VERDICT,
      ['failed to parse manifest', 'toolchain', 'could not find `Cargo.toml`'],
      /^error: (?:failed to parse manifest|could not find `Cargo\.toml`|toolchain '(?<message>[^']{1,80})' (?:is not installed|does not))/,
    ],
    [
      'network',
      VERDICT - 0.5,
      ['failed to download', 'failed to fetch', 'spurious network'],
      /^error: failed to (?:download (?:from )?|fetch )`(?<message>[^`]{1,200})`/,
    ],
  ]),
  ...rulesOf('Clippy', [
    [
      'lint-or-format',
      VERDICT,
      ['clippy::', '-D warnings', '-D clippy'],
      /`#\[deny\(clippy::(?<code>\w{1,80})\)\]`|`-D clippy::(?<lint>[\w-]{1,80})` implied by|requested on the command line with `-D clippy/,
    ],
    ['lint-or-format', CAUSE, '-D warnings', /`-D (?<code>[\w:-]{1,80})` implied by `-D warnings`/],
  ]),
  ...rulesOf('rustfmt', [
    ['lint-or-format', VERDICT, 'Diff in', /^Diff in (?<file>[^\s:]{1,300})(?: at line |:)(?<line>\d{1,6}):/],
  ]),
];
