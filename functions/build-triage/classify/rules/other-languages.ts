import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** Haskell, Elixir, Erlang, Perl, R, Swift, Lua, Julia, Dart, TeX: what is left of the common languages. */
export const otherLanguageRules = [
  ...rulesOf('GHC', [
    [
      'compile-error',
      CAUSE,
      '.hs:',
      /^\s{0,4}(?<file>[^\s:]{1,300}\.l?hs):(?:(?<line>\d{1,6}):[\d-]{1,12}|\(\d{1,6},\d{1,5}\)-\(\d{1,6},\d{1,5}\)):(?: error:(?: \[.{1,60}\])?)?\s{0,4}(?<message>(?!.{0,12}[wW]arning).{0,300})$/,
    ],
    // Only where warnings count as errors; elsewhere a stronger form decides.
    [
      'compile-error',
      CAUSE - 1.5,
      'arning:',
      /^\s{0,4}(?<file>[^\s:]{1,300}\.l?hs):(?<line>\d{1,6}):[\d-]{1,12}: [Ww]arning:(?<message>.{0,200})/,
    ],
    ['compile-error', VERDICT - 1, '-Werror', /Failing due to -Werror/],
    [
      'compile-error',
      CAUSE,
      '[-Werror',
      /^\s{0,4}(?<file>[^\s:]{1,300}\.l?hs):(?<line>\d{1,6}):[\d-]{1,12}: error: \[.{0,40}-Werror/,
    ],
  ]),
  ...rulesOf('Cabal', [
    [
      'dependency-conflict',
      VERDICT,
      'Could not resolve dependencies',
      /^(?:cabal: |Error: cabal: )?Could not resolve dependencies/,
    ],
    [
      'dependency-resolution',
      VERDICT - 1,
      ['Unknown package', 'not available'],
      /^(?:Error: )?(?:cabal: )?(?:There is no package named|Unknown package) ['"]?(?<name>[\w-]{1,100})/,
    ],
  ]),
  ...rulesOf('Stack', [
    [
      'dependency-conflict',
      VERDICT,
      'constructing the build plan',
      /Error: While constructing the build plan|While constructing the build plan, the following exceptions were encountered/,
    ],
  ]),
  ...rulesOf('Tasty', [
    ['test-failure', VERDICT - 1, 'tests failed', /^(?<count>[1-9]\d{0,5}) out of \d{1,6} tests failed/],
  ]),
  ...rulesOf('Mix', [
    [
      'compile-error',
      VERDICT,
      '== Compilation error',
      /^== Compilation error (?:in|on) file (?<file>\S{1,300}) ==/,
    ],
    [
      'compile-error',
      CAUSE,
      ['CompileError', 'SyntaxError', 'TokenMissing'],
      /^\*\* \((?:CompileError|SyntaxError|TokenMissingError)\) (?<file>[^\s:]{1,300}):(?<line>\d{1,6}):(?:\d{1,5}:)? (?<message>.{1,300})/,
    ],
    ['lint-or-format', VERDICT, 'mix format failed', /mix format failed/],
    [
      'dependency-resolution',
      VERDICT,
      ['Unknown package', 'Failed to fetch record', 'Unchecked dependencies'],
      /^(?:No package with name (?<name>\w{1,80})|Failed to fetch record for|Unchecked dependencies for environment)/,
    ],
    ['dependency-conflict', VERDICT, 'Hex dependency resolution failed', /Hex dependency resolution failed/],
    [
      'lock-file',
      VERDICT,
      'mix.lock',
      /mix\.lock .{0,60}(?:out of date|mismatch|does not match)|lock mismatch: the dependency is out of date/,
    ],
    ['compile-error', CAUSE + 1, 'warnings-as-errors', /--warnings-as-errors option/],
    [
      'configuration',
      CAUSE,
      'The task "',
      /\*\* \(Mix\) (?<message>The task "[^"]{1,100}" could not be found)/,
    ],
  ]),
  // An exception that ends a script: it is no test that fails, whatever the command is called.
  ...rulesOf('Elixir', [
    ['unknown', SIGN, '** (', /^\*\* \((?!stop\))(?<message>(?:throw|exit|[A-Z][\w.]{1,80})\) .{1,300})/],
  ]),
  ...rulesOf('ExUnit', [
    [
      'test-failure',
      CAUSE,
      [') test ', ') doctest ', ') property ', ') feature '],
      /^\s{1,4}\d{1,5}\) (?<test>(?:test|doctest|property|feature) .{1,300}\))$/,
    ],
    [
      'test-failure',
      VERDICT,
      ' failure',
      /^(?:\d{1,6} (?:doctests?|propert(?:y|ies)), )?\d{1,6} tests?, (?<count>[1-9]\d{0,5}) failures?/,
    ],
  ]),
  ...rulesOf('Erlang', [
    [
      'compile-error',
      CAUSE,
      ['.erl:', '.hrl:', '.yrl:'],
      /^(?<file>[^\s:]{1,300}\.(?:erl|hrl|yrl)):(?<line>\d{1,6})(?::\d{1,5})?: (?<message>(?!Warning).{1,300})/,
    ],
    [
      'test-failure',
      CAUSE,
      ['FAILED', 'failed'],
      /^- - - - .{0,200}FAILED|(?<test>\w{1,100}_SUITE:\w{1,100}) failed/,
    ],
    ['test-failure', VERDICT - 1, 'Failed ', /^Failed (?<count>[1-9]\d{0,5}) tests\. Passed \d{1,6} tests/],
    [
      'lint-or-format',
      SIGN + 1,
      ['ialyzer', 'ialyxir'],
      /[dD]ialy(?:zer|xir).{0,60}(?:warnings|failed|errors)/,
    ],
  ]),
  ...rulesOf('Perl', [
    [
      'dependency-resolution',
      CAUSE + 1,
      "Can't locate",
      /Can't locate (?<name>[\w/:]{1,150}?)(?:\.pm)? in @INC/,
    ],
    ['test-failure', CAUSE, 'Failed test', /^#\s{1,6}Failed test '?(?<test>.{1,200}?)'?$/],
    ['test-failure', CAUSE, '(Wstat', /^(?<test>\S{1,200}) {1,20}\(Wstat: [1-9].{0,60}Failed: \d{1,5}\)/],
    ['test-failure', VERDICT - 1, 'Result: FAIL', /^Result: FAIL/],
  ]),
  ...rulesOf('R', [
    [
      'dependency-resolution',
      VERDICT - 0.5,
      ['required but not available', 'there is no package called', 'is not available'],
      /(?:Packages? (?:suggested|required|which this enhances)? ?but not available: {0,2}|Packages? required but not available: {0,2}|there is no package called |dependenc(?:y|ies) )[‘'](?<name>[\w.]{1,80})[’']/,
    ],
    [
      'dependency-resolution',
      CAUSE,
      'for R version',
      /package [‘'](?<name>[\w.]{1,80})[’'] is not available/,
    ],
    [
      'test-failure',
      CAUSE + 1,
      'Running the tests in',
      /^Running the tests in [‘'](?<test>[^’']{1,200})[’'] failed/,
    ],
    ['test-failure', CAUSE, 'failed', /^\[ FAIL (?<count>[1-9]\d{0,4}) \|/],
    [
      'compile-error',
      CAUSE + 0.5,
      'can be installed',
      /^\* checking whether (?<uninstalled>package [‘'][\w.]{1,80}[’']) can be installed {0,3}\.{3} ERROR$/,
    ],
    [
      'lint-or-format',
      CAUSE - 1,
      'checking ',
      /^\* checking (?!whether package)(?<message>.{1,120})\.\.\. (?:WARNING|ERROR)$/,
    ],
  ]),
  ...rulesOf('Swift', [
    [
      'compile-error',
      CAUSE,
      '.swift:',
      /^(?:.{0,8}❌ {1,3})?(?<file>[^\s:]{1,400}\.swift):(?<line>\d{1,6}):\d{1,5}: (?:error: )?(?<message>(?!warning|note).{1,300})/,
    ],
    ['dependency-resolution', CAUSE + 1, 'no such module', /error: no such module '(?<name>[\w.]{1,80})'/],
    [
      'test-failure',
      CAUSE + 0.5,
      'error: -[',
      /^(?:(?<file>[^\s:]{1,400}):(?<line>\d{1,6}): )?error: -\[(?<test>[\w. ]{1,200})\] : (?<message>.{1,300})/,
    ],
    ['test-failure', CAUSE, "Test Case '", /^Test Case '(?:-\[)?(?<test>[\w. ]{1,200})\]?' failed/],
    ['test-failure', CAUSE - 0.5, '✗', /^\s{1,8}✗ (?<test>\S{1,200}), (?<message>.{1,300})/],
  ]),
  ...rulesOf('xcodebuild', [
    ['test-failure', SIGN + 1, 'TEST FAILED', /^\*\* TEST FAILED \*\*/],
    [
      'compile-error',
      CAUSE,
      '❌',
      /^.{0,8}❌ {1,3}(?<file>[^\s:]{1,400}\.(?:m|mm|h|hpp|c|cc|cpp)):(?<line>\d{1,6}):\d{1,5}: (?<message>.{1,300})/,
    ],
    ['compile-error', CAUSE, 'TEST BUILD FAILED', /^\*\* TEST BUILD FAILED \*\*/],
    ['compile-error', VERDICT - 1, ['BUILD FAILED', 'ARCHIVE FAILED'], /^\*\* (?:BUILD|ARCHIVE) FAILED \*\*/],
    ['configuration', VERDICT, 'xcodebuild: error', /^xcodebuild: error: (?<message>.{1,300})/],
    [
      'configuration',
      CAUSE,
      ['Code Sign', 'provisioning profile', 'code signing'],
      /^(?:❌ {1,3}|error: )?(?<message>.{0,100}(?:No profiles? for|requires a provisioning profile|Code ?Sign(?:ing)? (?:error|Error)).{0,200})/,
    ],
  ]),
  ...rulesOf('Vim tests', [
    ['test-failure', CAUSE, 'Found errors in', /^\s{0,8}Found errors in (?<test>\w{1,100})\(\)/],
  ]),
  ...rulesOf('Lua', [
    ['missing-file', CAUSE - 1, 'module ', /module '(?<message>[\w.-]{1,100})' not found:/],
  ]),
  ...rulesOf('Julia', [
    [
      'test-failure',
      CAUSE,
      ['Test Failed', 'Error During Test'],
      /(?:Test Failed|Error During Test) at (?<file>[^\s:]{1,300}):(?<line>\d{1,6})/,
    ],
  ]),
  ...rulesOf('Dart', [
    [
      'lint-or-format',
      CAUSE,
      '•',
      /^\s{0,4}(?:error|warning) • (?<message>.{1,200}?) • (?<file>[^\s:]{1,300}):(?<line>\d{1,6}):/,
    ],
    ['dependency-conflict', VERDICT, 'version solving failed', /version solving failed/],
  ]),
  ...rulesOf('TeX', [
    [
      'compile-error',
      CAUSE,
      [
        '! LaTeX',
        '! Package',
        '! Undefined',
        '! Missing',
        '! Emergency',
        '! TeX',
        '! Extra',
        '! Too many',
        '! Misplaced',
      ],
      /^! (?<message>(?:LaTeX|Package|Undefined|Missing|Emergency|TeX|Extra|Too many|Misplaced|I can't).{0,200})/,
    ],
  ]),
  ...rulesOf('PowerShell', [['unknown', SIGN, 'CategoryInfo', /^\s{0,8}\+ CategoryInfo/]]),
];
