import { CAUSE, HINT, rulesOf, SIGN, VERDICT } from '../rule.ts';

const goal = (plugin: string): RegExp =>
  new RegExp(
    `^Failed to execute goal [\\w.-]{1,100}:(?<step>${plugin}[\\w-]{0,60}:[\\w.-]{1,80}:[\\w-]{1,60})(?: \\([^)]{1,80}\\))? on project (?<module>[\\w.-]{1,120}): ?(?<message>.{0,300})`,
  );

/** Maven and what its plugins say; a goal that fails is told by the plugin that it belongs to. */
export const mavenRules = [
  ...rulesOf('Maven compiler', [
    [
      'compile-error',
      CAUSE,
      ['.java:[', '.kt:[', '.scala:[', '.groovy:['],
      /^(?<file>[^\s:[\]]{1,400}\.\w{1,8}):\[(?<line>\d{1,7}),\d{1,6}\] (?:error: )?(?<message>.{1,300})/,
    ],
    ['compile-error', VERDICT, 'Failed to execute goal', goal('[\\w-]{0,40}compiler')],
    ['compile-error', CAUSE + 1, 'COMPILATION ERROR', /^COMPILATION ERROR/],
    ['compile-error', VERDICT, '-Werror', /warnings? found and -Werror specified/],
  ]),
  ...rulesOf('Maven Surefire', [
    [
      'test-failure',
      CAUSE,
      '<<< ',
      /^(?<test>[\w.$]{1,300})\s{1,4}(?:-- )?Time elapsed:.{1,40}<<< (?:FAILURE|ERROR)!/,
    ],
    [
      'test-failure',
      CAUSE,
      '<<< ',
      /^(?<test>[^\s(]{1,200}\([\w.$]{1,300}\))\s{1,4}(?:-- )?Time elapsed:.{1,40}<<< (?:FAILURE|ERROR)!/,
    ],
    [
      'test-failure',
      CAUSE,
      ['Failed tests:', 'Tests in error:'],
      /^(?:Failed tests|Tests in error):\s{0,6}(?<test>[^\s:]{1,300})?[:\s]{0,3}(?<message>.{0,300})/,
    ],
    [
      'test-failure',
      CAUSE - 1,
      'Tests run:',
      /^Tests run: \d{1,6}, .{0,80}<<< (?:FAILURE|ERROR)!.{0,4} in (?<test>[\w.$]{1,300})/,
    ],
    [
      'test-failure',
      CAUSE + 0.5,
      'Test.',
      /^\s{1,6}(?<test>[\w$]{1,150}\.[\w$[\]]{1,150}):(?<line>\d{1,6}) (?<message>.{1,300})/,
    ],
    [
      'test-failure',
      CAUSE + 0.5,
      '»',
      /^\s{1,6}(?<test>[\w$]{1,150}\.[\w$[\]]{1,150})(?::\d{1,6})?(?:->\S{1,200})? » (?<message>.{1,300})/,
    ],
    [
      'test-failure',
      CAUSE,
      'Tests run:',
      /^Tests run: \d{1,6}, Failures: (?!0, Errors: 0)\d{1,6}, Errors: \d{1,6}/,
    ],
    [
      'test-failure',
      VERDICT,
      'Failed to execute goal',
      goal('(?:maven-surefire|maven-failsafe|maven-invoker|tycho-surefire)'),
    ],
    ['test-failure', VERDICT, 'There are test failures', /^There are test failures/],
  ]),
  ...rulesOf('Maven Enforcer', [
    [
      'policy',
      VERDICT,
      'Failed to execute goal',
      goal(
        '(?:maven-enforcer|maven-hpi|animal-sniffer|license-maven|apache-rat|revapi|japicmp|clirr|maven-dependency|duplicate-finder|ossindex|dependency-check|jacoco)',
      ),
    ],
    [
      'policy',
      CAUSE + 1,
      'failed with message',
      /^Rule \d{1,3}: (?:\w{1,60}\.){0,12}(?<message>\w{1,100}) failed with message/,
    ],
  ]),
  ...rulesOf('Maven', [
    [
      'configuration',
      VERDICT + 0.5,
      [' POM /', ' POM C', ' POM file'],
      /^\s{0,6}(?:Non-parseable|Malformed) POM (?<file>[^\s:]{1,300}): (?<message>.{1,150}?)(?: \(position.{0,400}?)?(?:\s{1,3}@ .{0,300}?line (?<line>\d{1,6}), column.{0,80})?$/,
    ],
    [
      'configuration',
      CAUSE + 1,
      "' for ",
      /^\s{0,6}(?<message>'[\w.]{3,80}' for \S{1,200} (?:is missing|must)\b.{0,60})/,
    ],
    ['lock-file', VERDICT + 1, 'Failed to execute goal', goal('[\\w-]{0,40}lock')],
    [
      'lint-or-format',
      VERDICT,
      'Failed to execute goal',
      goal(
        '(?:maven-checkstyle|maven-pmd|spotbugs|findbugs|spotless|formatter|fmt|sortpom|impsort|ktlint|xml-format|editorconfig|rewrite|xml-maven|detekt|maven-javadoc)',
      ),
    ],
    [
      'dependency-resolution',
      VERDICT + 1,
      'Could not resolve dependencies',
      /Failed to execute goal .{0,200}on project (?<module>[\w.-]{1,120}): Could not resolve dependencies.{0,120}?: (?<message>.{0,300})/,
    ],
    [
      'dependency-resolution',
      VERDICT + 1,
      ['Non-resolvable', 'UnresolvableModel'],
      /Non-resolvable (?:import|parent) POM.{0,200}?(?:resolved: |artifact |transfer artifact )(?<message>(?<name>[\w.-]{1,100}:[\w.-]{1,100})(?::[\w-]{1,20})?:(?<to>[\w.-]{1,80}).{0,200})/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      ['could not be resolved', 'Could not find artifact', 'Failure to find'],
      /(?:Could not find artifact|Failure to find|following artifacts? could not be resolved:) (?<name>[\w.-]{1,100}:[\w.-]{1,100})(?::[\w-]{1,20}){0,2}:(?<to>\d[\w.-]{0,80})/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'or one of its dependencies',
      /^Plugin (?<name>[\w.-]{1,100}:[\w.-]{1,100}):(?<to>[\w.-]{1,80}) or one of its dependencies could not be resolved/,
    ],
    [
      'registry-or-credentials',
      VERDICT + 1.5,
      ['status code: 401', 'status code: 403', 'Unauthorized', 'Forbidden'],
      /Could not transfer artifact .{1,300}(?:status code:? 40[13]|401 Unauthorized|403 Forbidden|Not authorized)/,
    ],
    [
      'registry-or-credentials',
      VERDICT,
      'Failed to execute goal',
      goal('(?:maven-deploy|nexus-staging|central-publishing)'),
    ],
    [
      'network',
      VERDICT + 0.5,
      'Could not transfer artifact',
      /Could not transfer artifact .{1,300}(?:timed? ?out|Connection refused|Connection reset|unknown host|UnknownHost|Unknown host|No route|PKIX|SSL)/i,
    ],
    [
      'configuration',
      VERDICT,
      [
        'Non-parseable POM',
        'could not read',
        'Malformed POM',
        'invalid target release',
        'No plugin found',
        'Unknown lifecycle',
        'Could not find goal',
        'release version',
        'Unrecognized',
      ],
      /^(?:The build could not read \d|Non-parseable POM|Malformed POM|No plugin found for prefix|Unknown lifecycle phase|Could not find goal|.{0,200}(?:invalid target release|release version \d{1,3} not supported))(?<message>.{0,200})/,
    ],
    [
      'compile-error',
      VERDICT - 1,
      'Failed to execute goal',
      goal('(?:antlr|protobuf|jaxb|kotlin|scala|gmaven|gwt|aspectj|maven-plugin-plugin)'),
    ],
    [
      'test-failure',
      VERDICT - 1,
      'Failed to execute goal',
      goal('(?:karma|jasmine|cucumber|gatling|pitest|scalatest)'),
    ],
    ['unknown', HINT, 'Failed to execute goal', goal('')],
    ['unknown', SIGN, 'BUILD FAILURE', /^BUILD FAILURE/],
  ]),
];
