import { CAUSE, rulesOf, VERDICT } from '../rule.ts';

const compilers = [
  ...rulesOf('TypeScript', [
    [
      'compile-error',
      CAUSE,
      'error TS',
      /^(?<file>[^\s(]{1,400})\((?<line>\d{1,7}),\d{1,6}\): error (?<code>TS\d{4,5}): (?<message>.{1,300})/,
    ],
    [
      'compile-error',
      CAUSE,
      'error TS',
      /^(?<file>[^\s:]{1,400}):(?<line>\d{1,7}):\d{1,6} - error (?<code>TS\d{4,5}): (?<message>.{1,300})/,
    ],
    [
      'compile-error',
      CAUSE,
      ['error TS', 'TS1005', 'TS2304', 'TS2322', 'TS2345', 'TS2339', 'TS2307', 'TS6133', 'TS7006'],
      /^(?:error )?(?<code>TS\d{4,5}): (?<message>.{1,300})/,
    ],
    ['compile-error', CAUSE, 'error TS', /error (?<code>TS\d{4,5}): (?<message>.{1,300})/],
    [
      'compile-error',
      CAUSE,
      'Error: ',
      /^Error: (?<file>[^\s:]{1,400}\.[cm]?tsx?):(?<line>\d{1,7}):\d{1,6} - error (?<code>\w{2}\d{3,7}): (?<message>.{1,300})/,
    ],
    ['compile-error', CAUSE, 'Found ', /^Found (?<count>[1-9]\d{0,5}) errors?(?: in .{1,200})?\.?$/],
    ['compile-error', CAUSE, 'Failed to compile', /^Failed to compile\.?$/],
    ['compile-error', CAUSE, ': Type error', /^Type error: (?<message>.{1,300})/],
  ]),
  ...rulesOf('bundler', [
    [
      'compile-error',
      CAUSE,
      'Module not found',
      /Module not found: (?:Error: )?(?<message>Can't resolve '[^']{1,200}'.{0,200})/,
    ],
    [
      'compile-error',
      CAUSE - 1,
      'ERROR in',
      /^\s{0,3}ERROR in (?<file>[^\s:]{1,300}?)(?:[:( ](?<line>\d{1,7})[:,]\d{1,6}\)?)?\s{0,3}$/,
    ],
    [
      'compile-error',
      CAUSE,
      ['Rollup failed', 'Could not resolve "', 'build failed', 'Build failed'],
      /Rollup failed to resolve import "(?<message>[^"]{1,200})"|✘ \[ERROR\] (?<failure>.{1,200})|^Module build failed/,
    ],
  ]),
  ...rulesOf('Sass', [
    [
      'compile-error',
      CAUSE,
      [
        'SassError',
        'SyntaxError',
        'Invalid CSS',
        'Undefined ',
        'Illegal nesting',
        'ndentation',
        'File to import',
        'Base-level',
        'Error: expected',
        'Error: Expected',
        'find stylesheet',
        'Error: no mixin',
      ],
      /^\s{0,4}(?:\w{1,20}:)?(?:SassError|Sass::SyntaxError|Syntax error|Error): (?<message>(?:Invalid CSS|Undefined (?:variable|mixin|function)|Illegal nesting|(?:Inconsistent|Invalid|Unexpected) indentation|Indenting|File to import not found|Base-level|[Ee]xpected |Can't find stylesheet|no mixin named).{1,200})/,
    ],
  ]),
  ...rulesOf('Node.js', [
    [
      'compile-error',
      CAUSE + 0.2,
      'SyntaxError',
      /^\s{0,4}(?:\w{1,40}: )?SyntaxError: (?:(?<file>\/?[^\s:]{1,300}\.\w{1,5}): )?(?<message>(?:Unexpected|Invalid or unexpected|missing \)|Cannot use import|await is only|Identifier '|Illegal|Missing initializer|The requested module|.{0,60}\(\d{1,6}:\d{1,5}\)).{0,300})/,
    ],
    [
      'missing-file',
      CAUSE - 1,
      'Cannot find module',
      /(?:Error: |^)Cannot find module ['"](?<message>[./][^'"]{1,200})['"]/,
    ],
    [
      'dependency-resolution',
      CAUSE - 0.5,
      ['Cannot find module', 'Cannot find package'],
      /(?:Error: |^)Cannot find (?:module|package) ['"](?<name>(?:@[\w.-]{1,80}\/)?[\w-][\w.-]{0,100})(?:\/[^'"]{0,200})?['"]/,
    ],
    ['configuration', CAUSE, 'ERR_REQUIRE_ESM', /ERR_REQUIRE_ESM|ERR_UNKNOWN_FILE_EXTENSION/],
    ['configuration', CAUSE, 'digital envelope', /error:0308010C:digital envelope routines::unsupported/],
    [
      'out-of-memory',
      VERDICT + 2,
      'heap',
      /JavaScript heap out of memory|Reached heap limit|invalid array length Allocation failed/,
    ],
  ]),
  ...rulesOf('gulp', [
    [
      'configuration',
      CAUSE,
      ['Task never defined', 'Task is not defined', 'is not in your gulpfile'],
      /(?:Task never defined: |Task '?)(?<task>[\w:.-]{1,100}?)'?(?: is not in your gulpfile.{0,60})?$/,
    ],
  ]),
];

const linters = [
  ...rulesOf('ESLint', [
    [
      'lint-or-format',
      CAUSE,
      'error',
      /^\s{1,8}(?<line>\d{1,6}):\d{1,5}\s{1,8}error\s{1,8}(?<message>\S.{0,300})/,
    ],
    [
      'lint-or-format',
      VERDICT,
      'problem',
      /^\s{0,4}[✖✗×] \d{1,6} problems? \((?<count>[1-9]\d{0,5}) errors?/,
    ],
    ['lint-or-format', CAUSE, 'problem', /^\s{0,4}[✖✗×] (?<count>[1-9]\d{0,5}) problems?/],
    ['lint-or-format', CAUSE, 'warnings', /ESLint found too many warnings/],
  ]),
  ...rulesOf('ESLint', [
    ['configuration', VERDICT + 0.5, 'Something went wrong', /^Oops! Something went wrong! :\(/],
  ]),
  ...rulesOf('markdownlint', [
    [
      'lint-or-format',
      CAUSE,
      [' MD0', ':MD0'],
      /^(?<file>[^:]{1,400}\.(?:md|markdown|mdx)): ?(?<line>\d{1,6})(?::\d{1,5})?:? (?:error |warning )?(?<code>MD0\d\d)(?:\/[\w/-]{1,100})? (?<message>.{1,300})/,
    ],
  ]),
  ...rulesOf('lefthook', [
    [
      'lint-or-format',
      CAUSE,
      '🥊  ',
      /^🥊 {1,4}(?<message>.{0,60}(?:prettier|lint|format|fmt|rubocop|style|standard|black|flake8).{0,60})$/,
    ],
  ]),
  ...rulesOf('Prettier', [
    [
      'lint-or-format',
      VERDICT,
      ['Code style issues', 'Prettier'],
      /Code style issues (?:found|fixed)|Forgot to run Prettier|Run Prettier (?:with --write )?to fix/,
    ],
  ]),
  ...rulesOf('standard', [
    // A place that no code has: the linter itself gave up on the file.
    [
      'configuration',
      VERDICT + 2.5,
      ':0:0:',
      /^\s{1,6}[^\s:]{1,300}\.\w{1,5}:0:0: (?<message>\S{0,300}node_modules\/.{1,300})/,
    ],
    ['lint-or-format', VERDICT, 'standard: ', /^\s{0,4}(?:semi)?standard: (?<message>.{1,200})/],
    [
      'lint-or-format',
      CAUSE - 1,
      ['.js:', '.jsx:', '.ts:', '.tsx:', '.vue:', '.es6:'],
      /^\s{1,6}(?<file>[^\s:]{1,300}\.(?:jsx?|tsx?|vue|es6)):(?<line>\d{1,6}):\d{1,5}: (?<message>.{1,300})/,
    ],
  ]),
  ...rulesOf('TSLint', [
    [
      'lint-or-format',
      CAUSE,
      'ERROR: ',
      /^ERROR: (?<file>[^\s:[]{1,300})[:[](?<line>\d{1,6})[:,] ?\d{1,5}\]?(?: -|:) (?<message>.{1,300})/,
    ],
  ]),
  ...rulesOf('JSHint', [
    [
      'lint-or-format',
      CAUSE,
      ': line ',
      /^(?<file>[^\s:]{1,300}): line (?<line>\d{1,6}), col \d{1,5}, (?<message>.{1,300})/,
    ],
  ]),
  ...rulesOf('stylelint', [
    [
      'lint-or-format',
      CAUSE,
      ['✖', '×'],
      /^\s{1,6}(?<line>\d{1,6}):\d{1,5}\s{1,6}[✖×]\s{1,6}(?<message>.{1,300})/,
    ],
  ]),
];

const runners = [
  ...rulesOf('Node.js test', [
    ['test-failure', CAUSE, '✖', /^\s{0,12}✖ (?<test>(?!failing tests).{1,300}?) \([\d.]{1,14}ms\)$/],
    ['test-failure', VERDICT, 'ℹ', /^ℹ fail (?<count>[1-9]\d{0,5})$/],
  ]),
  ...rulesOf('Jest', [
    ['test-failure', CAUSE, '●', /^\s{0,8}● (?<test>(?!Console|Deprecation|Validation).{2,300}?)\s{0,4}$/],
    [
      'test-failure',
      CAUSE,
      'FAIL',
      /^\s{0,3}FAIL\s{1,4}(?<file>\S{1,300}\.\w{1,5})(?:\s{1,3}\([\d.]{1,8} ?m?s\))?$/,
    ],
    ['test-failure', VERDICT, 'Tests:', /^\s{0,4}Tests:\s{1,8}(?<count>[1-9]\d{0,5}) failed/],
    ['test-failure', VERDICT - 1, 'Test Suites:', /^\s{0,4}Test Suites:\s{1,8}[1-9]\d{0,5} failed/],
    ['test-failure', CAUSE, 'Test suite failed', /Test suite failed to run/],
    ['policy', VERDICT, 'coverage threshold', /coverage threshold for .{1,60} not met/],
  ]),
  ...rulesOf('Vitest', [
    [
      'test-failure',
      CAUSE,
      'FAIL',
      /^\s{0,3}FAIL\s{1,4}(?:\|\w{1,40}\| ?)?(?<file>\S{1,300}\.\w{1,5})(?: \[.{1,100}\])?(?<test> > .{1,300})?$/,
    ],
    ['test-failure', VERDICT, 'failed', /^\s{0,8}Tests\s{1,4}(?<count>[1-9]\d{0,5}) failed/],
    ['test-failure', VERDICT - 1, 'Test Files', /^\s{0,4}Test Files\s{1,4}[1-9]\d{0,5} failed/],
  ]),
  ...rulesOf('Mocha', [
    ['test-failure', VERDICT, 'failing', /^\s{0,8}(?<count>[1-9]\d{0,5}) failing\b/, { opens: 'mocha' }],
    [
      'test-failure',
      CAUSE,
      ') ',
      /^\s{1,6}\d{1,5}\) {0,3}(?<test>(?:\S.{1,300}?)?:?)\s{0,4}$/,
      { within: 'mocha' },
    ],
  ]),
  ...rulesOf('Jasmine', [
    [
      'test-failure',
      VERDICT,
      'spec',
      /^\s{0,4}\d{1,6} (?:specs?|tests?), (?<count>[1-9]\d{0,5}) failures?\b/,
    ],
  ]),
  ...rulesOf('Karma', [
    [
      'test-failure',
      VERDICT - 1,
      'FAILED)',
      /Executed \d{1,6} of \d{1,6} .{0,40}\((?<count>[1-9]\d{0,5}) FAILED\)/,
    ],
    [
      'test-failure',
      CAUSE,
      'FAILED',
      /^(?:Chrome|Firefox|HeadlessChrome|ChromeHeadless|PhantomJS|Safari|Edge|IE|Opera|jsdom|Electron)\b[^)]{0,60}\) (?<test>.{2,300}) FAILED$/,
    ],
  ]),
  ...rulesOf('TAP', [
    [
      'test-failure',
      CAUSE,
      'not ok',
      /^\s{0,12}not ok \d{1,6}(?: -)? ?(?<test>(?!.{0,300}# ?(?:TODO|SKIP)).{1,300})/i,
    ],
    ['test-failure', CAUSE + 1, '# fail', /^# fail {1,6}(?<count>[1-9]\d{0,5})/],
  ]),
  ...rulesOf('AVA', [
    [
      'test-failure',
      VERDICT,
      ['test failed', 'tests failed'],
      /^\s{0,4}(?<count>[1-9]\d{0,5}) (?:tests?|uncaught exceptions?) failed$/,
    ],
  ]),
  ...rulesOf('Playwright', [
    [
      'test-failure',
      CAUSE,
      '›',
      /^\s{1,4}\d{1,5}\) (?:\[\w{1,40}\] › )?(?<file>[^\s:]{1,300}):(?<line>\d{1,6}):\d{1,5} › (?<test>.{1,300}?)[ ─]{0,100}$/,
    ],
    ['test-failure', CAUSE, 'failed', /^\s{1,4}(?<count>[1-9]\d{0,5}) failed$/],
  ]),
  ...rulesOf('Cypress', [
    ['test-failure', VERDICT - 1, '✖', /^\s{0,4}✖\s{1,4}(?<count>\d{1,4}) of \d{1,4} failed/],
  ]),
];

/** TypeScript, bundlers, linters and test runners of the JavaScript world. */
export const nodeRules = [...compilers, ...linters, ...runners];
