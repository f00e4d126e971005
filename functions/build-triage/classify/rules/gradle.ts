import { CAUSE, HINT, rulesOf, SIGN, VERDICT } from '../rule.ts';

const task = (names: string): RegExp =>
  new RegExp(`^Execution failed for task '(?<step>[^']{0,200}:${names})'`);

/** Gradle: the task that failed says what kind of failure it is. */
export const gradleRules = rulesOf('Gradle', [
  [
    'compile-error',
    VERDICT,
    'Execution failed',
    task(
      '(?:compile\\w{0,60}|\\w{0,60}[cC]ompile\\w{0,60}|kapt\\w{0,60}|ksp\\w{0,60}|merge\\w{0,60}Resources|process\\w{0,60}Resources)',
    ),
  ],
  [
    'test-failure',
    VERDICT,
    'Execution failed',
    task('(?:test\\w{0,60}|\\w{0,60}[tT]ests?|connected\\w{0,60}|check\\w{0,20}Test\\w{0,20})'),
  ],
  [
    'lint-or-format',
    VERDICT,
    'Execution failed',
    task(
      '(?:checkstyle|pmd|spotbugs|findbugs|spotless|ktlint|detekt|lint|codenarc|errorprone|javadoc)\\w{0,60}',
    ),
  ],
  [
    'policy',
    VERDICT,
    'Execution failed',
    task(
      '(?:jacoco\\w{0,40}Verification|japicmp|animalSniffer|license|dependencyCheck|apiCheck|rat)\\w{0,40}',
    ),
  ],
  [
    'registry-or-credentials',
    VERDICT,
    'Execution failed',
    task('(?:publish|upload|bintray|closeAndRelease)\\w{0,60}'),
  ],
  ['test-failure', VERDICT, 'failing tests', /^> There were failing tests\. See the report/],
  [
    'compile-error',
    VERDICT,
    'Compilation failed',
    /^> Compilation failed; see the compiler (?:error )?output/,
  ],
  ['test-failure', CAUSE, 'FAILED', /^(?<test>[\w.$]{1,250}(?: > [^>]{1,200}){1,4}) FAILED\s{0,2}$/],
  ['test-failure', CAUSE, 'FAILED', /^(?<test>[\w.$]{3,250}\.[\w$]{1,150}) FAILED$/],
  [
    'test-failure',
    CAUSE + 1,
    'tests completed',
    /^(?:> )?\d{1,6} tests? completed, (?<count>[1-9]\d{0,5}) failed/,
  ],
  [
    'dependency-resolution',
    VERDICT,
    ['Could not resolve all', 'Could not resolve '],
    /^>? {0,4}Could not resolve (?:all \w{1,20} for configuration|(?<name>[\w.-]{1,100}:[\w.-]{1,100}):(?<to>[\w.+-]{1,60}))(?<message>.{0,200})/,
  ],
  [
    'dependency-resolution',
    VERDICT + 0.5,
    'Could not find ',
    /^\s{0,6}>? {0,4}Could not find (?<name>[\w.-]{1,100}:[\w.-]{1,100}):(?<to>[\w+-][\w.+-]{0,60}?)\.?\s{0,4}$/,
  ],
  [
    'dependency-conflict',
    VERDICT + 0.5,
    ['Conflict', 'conflict', 'no matching variant', 'No matching variant'],
    /^\s{0,6}>? {0,4}(?:Conflicts? (?:found|with)|No matching variant of (?<name>[\w.-]{1,100}:[\w.-]{1,100}):(?<to>[\w.+-]{1,60}))(?<message>.{0,200})/,
  ],
  [
    'network',
    VERDICT + 0.5,
    ['Could not GET', 'Could not HEAD'],
    /Could not (?:GET|HEAD) '[^']{1,300}'.{0,20}(?:timed? ?out|refused|reset|Unknown ?Host)?/i,
  ],
  [
    'registry-or-credentials',
    VERDICT + 1,
    'Received status code 40',
    /Received status code 40[13] from server/,
  ],
  [
    'lock-file',
    VERDICT + 1,
    ['lock state', 'Dependency verification'],
    /Dependency lock state .{0,200}(?:out of date|not locked)|^> ?Dependency verification failed|not part of the dependency lock state/,
  ],
  [
    'configuration',
    VERDICT,
    [
      'A problem occurred',
      'Could not compile',
      'not found in root project',
      'not found in project',
      'Minimum supported',
      'Unsupported class file',
      'Could not determine',
      'settings file',
    ],
    /^(?:> )?(?:A problem occurred (?:evaluating|configuring)|Could not compile (?:build|settings) file|Task '[^']{1,200}' not found in|Minimum supported Gradle version|Could not determine (?:java|the dependencies)|.{0,60}Unsupported class file major version)(?<message>.{0,200})/,
  ],
  [
    'out-of-memory',
    VERDICT + 1,
    ['Gradle build daemon', 'daemon'],
    /Gradle build daemon (?:disappeared unexpectedly|has been stopped: (?:JVM|since the JVM) (?:garbage|is running out))/,
  ],
  ['unknown', HINT, 'Execution failed', task("[^']{0,120}")],
  ['unknown', SIGN, 'FAILURE: Build', /^FAILURE: Build (?:failed|completed)/],
]);
