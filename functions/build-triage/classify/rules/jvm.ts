import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** javac, kotlinc, scalac, sbt, Ant, Leiningen: the JVM beside Maven and Gradle. */
export const jvmRules = [
  ...rulesOf('javac', [
    [
      'compile-error',
      CAUSE,
      '.java:',
      /^(?:\[javac\] )?(?<file>[^\s:]{1,400}\.java):(?<line>\d{1,7}): (?:error: )?(?<message>(?!warning).{1,300})/,
    ],
    ['compile-error', VERDICT - 1, 'Compile failed', /Compile failed; see the compiler error output/],
    ['compile-error', CAUSE, 'errors', /^(?:\[javac\] )?\d{1,5} errors?$/],
    [
      'configuration',
      VERDICT,
      [
        'UnsupportedClassVersion',
        'invalid source release',
        'invalid target release',
        'JAVA_HOME',
        'invalid flag',
      ],
      /^(?:error: )?(?:invalid (?:source|target) release|invalid flag|release version \d{1,3} not supported)|JAVA_HOME (?:is not|environment variable is not|not) (?:set|defined)/,
    ],
    [
      'configuration',
      SIGN + 1,
      'more recent version of the Java',
      /(?<!\S)(?<message>\S{1,200} has been compiled by a more recent version of the Java Runtime)/,
    ],
    ['out-of-memory', VERDICT + 1, 'OutOfMemoryError', /\bOutOfMemoryError\b:? ?(?<message>.{0,200})/],
  ]),
  ...rulesOf('kotlinc', [
    [
      'compile-error',
      CAUSE,
      ['e: file', '.kt: (', '.kts: (', 'e: /'],
      /^e: (?:file:\/\/)?(?<file>[^\s:(]{1,400}\.kts?)(?:: \(|:)(?<line>\d{1,7})(?:, |:)\d{1,6}\)?:? (?<message>.{1,300})/,
    ],
  ]),
  ...rulesOf('scalac', [
    [
      'compile-error',
      CAUSE,
      '.scala:',
      /^(?<file>[^\s:]{1,400}\.scala):(?<line>\d{1,7})(?::\d{1,6})?: (?:error: )?(?<message>(?!warning).{1,300})/,
    ],
    [
      'compile-error',
      CAUSE,
      '.scala:',
      /^-- (?:\[E\d{1,5}\] )?[\w ]{0,40}Error: (?<file>[^\s:]{1,400}\.scala):(?<line>\d{1,7}):\d{1,6}/,
    ],
  ]),
  ...rulesOf('sbt', [
    [
      'test-failure',
      CAUSE + 0.5,
      '!!  ',
      /^!! {1,6}\d{1,6} - (?<test>\S{1,200}) {1,80}\[(?<message>[^\]]{1,60})\]/,
    ],
    ['compile-error', VERDICT, 'Compilation failed', /\(.{1,200}compile\w{0,30}\) Compilation failed/i],
    [
      'test-failure',
      VERDICT,
      ['TestsFailedException', 'Tests unsuccessful'],
      /TestsFailedException|Tests unsuccessful/,
    ],
    ['test-failure', CAUSE, '*** FAILED ***', /^\s{0,20}[-+]? ?(?<test>.{1,300}?) \*\*\* FAILED \*\*\*/],
    ['test-failure', CAUSE, 'Failed: Total', /^(?:Failed|Error): Total \d{1,6}, Failed (?<count>\d{1,6})/],
    ['test-failure', CAUSE, '==> X', /^==> X (?<test>\S{1,300})/],
    ['test-failure', CAUSE, 'Test ', /^Test (?<test>[\w.$]{3,300}) failed: (?<message>.{1,300})/],
    [
      'test-failure',
      SIGN,
      '\t',
      /^\t(?<test>[\w.]{3,300}(?:Spec|Test|Suite|Tests))$/,
      { within: 'sbt failed tests' },
    ],
    ['test-failure', CAUSE, 'Failed tests:', /^Failed tests:$/, { opens: 'sbt failed tests' }],
    [
      'dependency-resolution',
      VERDICT,
      ['unresolved dependency', 'ResolveException', 'Error downloading'],
      /unresolved dependency: (?<name>[\w.-]{1,100}#[\w.-]{1,100});(?<to>[\w.+-]{1,80})|sbt\.\w{0,40}\.?ResolveException|^Error downloading (?<message>.{1,200})/,
    ],
    ['dependency-conflict', VERDICT, 'conflict', /found version conflict\(s\) in library dependencies/],
    [
      'policy',
      CAUSE + 1,
      ['binary compatibility', 'Binary compatibility'],
      /binary compatibility (?:check|issues?).{0,40}(?:failed|found)|[Bb]inary compatibility check failed/,
    ],
    [
      'lint-or-format',
      VERDICT,
      ['scalafmt', 'scalastyle', 'scalafix'],
      /(?:scalafmt|scalastyle|scalafix)\w{0,40}\)? .{0,100}(?:failed|must be formatted|not formatted|errors? (?:exist|found))/i,
    ],
    [
      'configuration',
      VERDICT,
      ['Not a valid', 'No such setting', 'Invalid build'],
      /^Not a valid (?:command|key|project ID)|No such setting\/task/,
    ],
  ]),
  ...rulesOf('Leiningen', [
    [
      'test-failure',
      CAUSE,
      ['FAIL in', 'ERROR in'],
      /^(?:FAIL|ERROR) in \((?<test>[^)]{1,200})\) \((?<file>[^:)]{1,200}):(?<line>\d{1,6})\)/,
    ],
    ['test-failure', VERDICT - 1, 'failures', /^(?<count>[1-9]\d{0,5}) failures, \d{1,6} errors?\.$/],
    [
      'dependency-resolution',
      VERDICT,
      'Could not find artifact',
      /^Could not find artifact (?<name>[\w.-]{1,100}:[\w.-]{1,100}):\w{1,10}:(?<to>[\w.-]{1,60})/,
    ],
  ]),
];
