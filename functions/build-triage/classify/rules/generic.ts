import { CAUSE, HINT, rulesOf, SIGN, VERDICT } from '../rule.ts';

const configuration = rulesOf('', [
  [
    'configuration',
    CAUSE,
    [
      'Remote branch',
      'reference is not a tree',
      'pathspec',
      "couldn't find remote ref",
      'not a git repository',
    ],
    /^(?:fatal|error): (?<message>(?:Remote branch .{1,100} not found|reference is not a tree.{0,60}|pathspec '.{1,100}' did not match|[Cc]ouldn't find remote ref.{0,100}|not a git repository).{0,100})/,
  ],
  [
    'configuration',
    CAUSE - 1,
    ['unbound variable', 'parameter not set', 'syntax error'],
    /^\S{1,200}: (?:line )?\d{1,6}: (?<message>\S{1,80}: unbound variable|\S{1,80}: parameter not set|[Ss]yntax error.{1,100})/,
  ],
  [
    'configuration',
    SIGN + 2,
    [
      'flag provided but not defined',
      'unknown flag',
      'nrecognized',
      'nknown option',
      'invalid option',
      'no such option',
      'illegal option',
    ],
    /^(?:\S{1,80}: )?(?:[Ee]rror: )?(?<message>(?:flag provided but not defined|unknown (?:shorthand )?flag|[Uu]nrecognized (?:command[- ]line )?(?:option|argument|arguments)|[Uu]nknown (?:command[- ]line )?option|(?:invalid|illegal) option|[Nn]o such option)\b.{0,100})/,
  ],
  [
    'configuration',
    SIGN + 2,
    ['nvironment variable', 'is not set', 'must be set'],
    /(?<message>(?:[Ee]nvironment variables? [`'"]?\w{1,60}[`'"]? (?:is|are|was|must|not).{0,60}|\b[A-Z][A-Z0-9_]{3,60} (?:is not set|must be set|is required).{0,60}))/,
  ],
  [
    'configuration',
    CAUSE,
    ['yaml:', 'YAML', 'Invalid workflow', 'Unable to resolve action', 'mapping values'],
    /(?<message>yaml: (?:line \d|unmarshal).{1,150}|Invalid workflow file.{0,100}|Unable to resolve action.{1,150}|(?:YAMLException|ScannerError|ParserError).{0,150}|mapping values are not allowed.{0,80})/,
  ],
  [
    'configuration',
    SIGN + 1,
    ['Could not find a valid', 'No configuration', 'onfig'],
    /^(?:Error|ERROR|error|fatal): (?<message>.{0,80}\b[Cc]onfig(?:uration)?\b.{0,120}(?:not found|invalid|missing|required|unknown).{0,80})/,
  ],
]);

const systemPackages = [
  ...rulesOf('apt', [
    [
      'dependency-resolution',
      VERDICT - 0.5,
      ['Unable to locate package', 'no installation candidate', "Couldn't find any package"],
      /E: (?:Unable to locate package (?<name>\S{1,100})|Package '?(?<package>[^\s']{1,100})'? has no installation candidate|Couldn't find any package|Version '(?<to>[^']{1,60})' for '(?<wanted>[^']{1,100})' was not found)/,
    ],
    [
      'dependency-conflict',
      VERDICT - 0.5,
      ['unmet dependencies', 'held broken packages'],
      /unmet dependencies|held broken packages/,
    ],
    ['infrastructure', CAUSE, 'Could not get lock', /E: Could not get lock (?<message>\S{1,100})/],
    ['network', CAUSE + 0.5, 'E: Failed to fetch', /E: Failed to fetch (?<message>\S{1,300})/],
  ]),
  ...rulesOf('apk', [
    ['dependency-resolution', VERDICT - 0.5, 'unable to select packages', /unable to select packages/],
  ]),
  ...rulesOf('yum', [
    [
      'dependency-resolution',
      VERDICT - 0.5,
      ['No package', 'Unable to find a match', 'No match for argument'],
      /^(?:Error: )?(?:No package (?<name>\S{1,100}) available|Unable to find a match: (?<wanted>\S{1,100})|No match for argument: (?<package>\S{1,100}))/,
    ],
  ]),
  ...rulesOf('Homebrew', [
    [
      'dependency-resolution',
      VERDICT - 1,
      ['No available formula', 'No formula'],
      /No (?:available )?formula(?:e)? (?:with the name|found for) "?(?<name>[^"\s]{1,80})/,
    ],
  ]),
];

const ci = rulesOf('CI', [
  [
    'timeout',
    VERDICT + 2,
    [
      'No output has been received',
      'exceeded the maximum time',
      'took longer than',
      'maximum execution time',
      'Build timed out',
      'timeout exceeded',
    ],
    /No output has been received in the last|exceeded the maximum time limit|execution took longer than|exceeded the maximum execution time|^Build timed out|^Timeout has been exceeded/,
  ],
  ['timeout', VERDICT, 'sending signal', /^timeout: sending signal /],
  ['timeout', CAUSE, 'imed out', /^(?:Tests?|Build|Job|Step) timed out\b/],
  [
    'quota',
    VERDICT + 1,
    ['maximum log length', 'log length has exceeded'],
    /exceeded the maximum log length|log length has exceeded/,
  ],
  [
    'cancelled',
    VERDICT + 1,
    ['operation was cancel', 'Aborted by', 'was cancelled', 'was canceled', 'Build was aborted'],
    /^(?:Error: )?The operation was cancell?ed\.|^Aborted by \S|^Build was aborted|^(?:Job|Build|Pipeline|Workflow) was cancell?ed/,
  ],
  [
    'infrastructure',
    VERDICT + 1,
    [
      'system failure',
      'shutdown signal',
      'lost communication',
      'went offline',
      'agent went',
      'hosted runner',
      'hosted parallelism',
    ],
    /Job failed \(system failure\)|runner has received a shutdown signal|lost communication with the server|(?:Slave|Agent|agent|node) (?:\S{1,60} )?went offline|hosted runner.{0,60}(?:lost|encountered)|No hosted parallelism/,
  ],
  [
    'infrastructure',
    CAUSE,
    ['An error occurred while generating the build script', 'ChannelClosedException', 'Cannot contact'],
    /An error occurred while generating the build script|ChannelClosedException|^Cannot contact \S{1,80}: /,
  ],
  ['network', CAUSE, 'git fetch', /^The command "(?:eval )?git (?:clone|fetch).{1,200}" failed/],
]);

const downloads = rulesOf('', [
  [
    'dependency-resolution',
    CAUSE,
    ['checksum', 'md5sum', 'sha1sum', 'sha256sum', 'Checksum', 'CHECKSUM', 'sha256'],
    /^(?:[^\w/]{0,6}(?:ERROR|Error|error|FATAL)[!:]?\s{1,4})?(?<message>.{0,200}\b(?:md5|sha\d{1,3}|check)(?:sum)?s? (?:did not match|does not match|do not match|mismatch(?:ed)?|verification failed|failed|incorrect)\b.{0,100})/i,
  ],
  [
    'dependency-resolution',
    SIGN + 2,
    ['while installing', 'rror installing'],
    /^(?:Error: |ERROR: )?(?<message>(?:An |an )?[Ee]rror (?:occurr?ed while )?installing (?!gem\b)[\w@/.-]{1,80})\.?$/,
  ],
]);

const lockFiles = rulesOf('', [
  [
    'lock-file',
    CAUSE + 0.5,
    [
      'go.sum',
      'package-lock',
      'yarn.lock',
      'Cargo.lock',
      'Gemfile.lock',
      'composer.lock',
      'poetry.lock',
      'lock file',
      'lockfile',
    ],
    /(?<message>(?:go\.sum|package-lock\.json|yarn\.lock|Cargo\.lock|Gemfile\.lock|composer\.lock|poetry\.lock|\block ?file)\b.{0,40}\b(?:not up[- ]to[- ]date|out of (?:date|sync)|outdated|needs? to be (?:updated|regenerated)).{0,60})/i,
  ],
]);

const quality = rulesOf('', [
  [
    'lint-or-format',
    SIGN + 1,
    [
      'would be formatted',
      'not formatted',
      'needs formatting',
      'style violation',
      'Trailing whitespace',
      'trailing whitespace',
    ],
    /(?<message>(?:is|are) not (?:properly |correctly )?formatted|needs? formatting|style violations?|trailing whitespace)/i,
  ],
  ['lint-or-format', SIGN + 1, 'lint', /^(?:.{0,60}\blint\w{0,20}\b.{0,40}\b(?:failed|errors?|problems)\b)/i],
  [
    'policy',
    SIGN + 1.5,
    [
      'please run',
      'Please run',
      "Run '",
      'Run `',
      'please commit',
      'Please commit',

      'Uncommitted',
      'uncommitted',
    ],
    /(?<message>\b[Pp]lease (?:re-?)?(?:run|commit|update|regenerate) .{1,100}|^Run ['`].{1,60}['`] to (?:create|update|fix|regenerate).{0,60}|[Uu]ncommitted changes.{0,60})/,
  ],
  [
    'policy',
    CAUSE - 1,
    ['vulnerabilit', 'license', 'Signed-off-by'],
    /(?<message>(?:found|[1-9]\d{0,4}) .{0,40}(?:critical|high).{0,20}vulnerabilit\w{1,5}|license (?:header|check).{0,40}(?:missing|failed)|(?:missing|no) Signed-off-by.{0,60})/i,
  ],
  [
    'test-failure',
    SIGN + 1,
    [
      'tests failed',
      'test failed',
      'failing tests',
      'Failed tests',
      'Tests failed',
      'TEST FAILED',
      'failed tests',
      'Test failures',
    ],
    /(?:\b(?:(?<count>[1-9]\d{0,5}) |some |one or more )?(?:of \d{1,6} )?tests? (?:have |has )?failed\b|\b[Ff]ail(?:ing|ed) tests?\b|\bTEST FAILED\b|^Test failures)/i,
  ],
  [
    'test-failure',
    SIGN + 1,
    ['FAIL', 'ERROR'],
    /^\s{0,8}(?<test>[\w./:-]{3,150}?)[\s.]{2,80}(?:FAIL|FAILED|ERROR|KO)\s{0,3}$/,
  ],
  [
    'test-failure',
    SIGN + 1,
    ['AssertionError', 'AssertionFailed', 'ExpectationNotMet', 'Assertion failed'],
    /(?<message>\b(?:AssertionError|AssertionFailedError|ExpectationNotMetError|Assertion failed)\b:? ?.{0,200})/,
  ],
  [
    'test-failure',
    SIGN + 0.5,
    ['Segmentation fault', 'core dumped'],
    /(?<message>Segmentation fault|core dumped)/,
  ],
]);

const tools = [
  ...rulesOf('Rake', [
    ['missing-file', VERDICT - 1, 'No Rakefile found', /(?<message>No Rakefile found)/],
    ['unknown', SIGN, 'rake aborted', /^rake aborted!/],
  ]),
  ...rulesOf('link check', [
    [
      'lint-or-format',
      CAUSE - 1,
      ['broken link', 'dead link', 'links failed', '[404]', 'Broken link'],
      /(?<message>\b(?<count>[1-9]\d{0,4})? ?(?:broken|dead) links?\b.{0,60}|^\s{0,6}\[?[45]\d\d\]? {1,3}https?:\/\/\S{1,200})/i,
    ],
    // What a link checker was told to let pass stands in the same form before this heading.
    ['unknown', HINT, 'Issues :-(', /^Issues :-\(/, { opens: 'link issues' }],
    [
      'lint-or-format',
      CAUSE,
      '. [L',
      /^\s{0,6}\d{1,4}\. \[L\d{1,6}\] (?<message>[345]?\d{0,2} ?https?:\/\/\S{1,200}.{0,100})/,
      { within: 'link issues' },
    ],
  ]),
];

const commands = rulesOf('', [
  [
    'test-failure',
    HINT,
    ['exited with', 'failed with', 'exit code'],
    /^(?:The command "(?<step>[^"]{0,200}\b(?:tests?(?!\/)|(?:make|gradlew?|mvn|CMD) (?:[^"]{1,60} )?check|rspec|pytest|phpunit|spec|prove|ctest|mocha|jest|karma|nosetests|tox)\b[^"]{0,200})" exited with)/,
  ],
  [
    'lint-or-format',
    HINT + 0.5,
    ['exited with'],
    /^The command "(?<step>[^"]{0,200}(?:lint|fmt|format|rubocop|flake8|checkstyle|awesome_bot|awesome-lint|htmlproof|danger)[^"]{0,200})" exited with/i,
  ],
  [
    'compile-error',
    HINT - 0.5,
    ['exited with'],
    /^The command "(?<step>[^"]{0,200}\b(?:build|compile|make|cargo build|assemble)\b[^"]{0,200})" exited with/,
  ],
  [
    'dependency-resolution',
    HINT,
    ['exited with', 'failed and exited'],
    /^The command "(?<step>[^"]{0,200}\b(?:install|bundle|composer|npm ci|yarn|pip|apt-get|brew)\b[^"]{0,200})" (?:exited with|failed and exited with)/,
  ],
  [
    'unknown',
    HINT - 1,
    ['exited with', 'failed and exited'],
    /^The command "(?<step>[^"]{1,300})" (?:exited with|failed and exited with)/,
  ],
]);

/** What any tool or CI system may say, and the command that failed as the weakest hint. */
export const genericRules = [
  ...configuration,
  ...systemPackages,
  ...ci,
  ...downloads,
  ...lockFiles,
  ...quality,
  ...tools,
  ...commands,
];
