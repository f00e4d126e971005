import { CAUSE, HINT, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** Bundler, RSpec, Minitest, RuboCop, CocoaPods. */
export const rubyRules = [
  ...rulesOf('Bundler', [
    [
      'dependency-conflict',
      VERDICT,
      ['could not find compatible versions', 'Could not find compatible versions'],
      /[Cc]ould not find compatible versions(?: for gem "(?<name>[\w.-]{1,100})")?/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'Could not find',
      /^Could not find (?:gem '(?<name>[\w.-]{1,100})(?: \(?(?<to>[^')]{1,40})\)?)?|(?<gem>[\w-]{1,100}?)-\d[\w.]{0,40} in (?:any of the sources|locally|rubygems))/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'An error occurred while installing',
      /An error occurred while installing (?<name>[\w.-]{1,100}) \((?<to>[\w.]{1,40})\)/,
    ],
    ['dependency-resolution', CAUSE + 1, 'Failed to build gem', /Failed to build gem native extension/],
    [
      'lock-file',
      VERDICT,
      ['Gemfile.lock', 'lockfile', 'frozen', 'deployment mode'],
      /(?:You are trying to install in deployment mode after changing|The gemspecs? for .{1,100} changed|lockfile can't be updated because frozen mode|Your (?:Gemfile\.lock|lockfile) .{0,60}(?:corrupt|outdated|not))/,
    ],
    [
      'configuration',
      VERDICT,
      'Ruby version',
      /Your Ruby version is (?<from>[\w.]{1,20}), but your Gemfile specified (?<to>[\w.~> ]{1,20})/,
    ],
    [
      'configuration',
      VERDICT,
      ["find 'bundler'", 'find bundler'],
      /(?:can't find gem bundler|Could not find 'bundler' \()/,
    ],
    ['missing-file', VERDICT - 1, 'Could not locate Gemfile', /Could not locate Gemfile/],
  ]),
  ...rulesOf('RSpec', [
    ['test-failure', VERDICT, ' example', /^\s{0,4}\d{1,6} examples?, (?<count>[1-9]\d{0,5}) failures?/],
    [
      'test-failure',
      VERDICT - 1,
      'outside of examples',
      /(?<count>[1-9]\d{0,4}) errors? occurred outside of examples/,
    ],
    [
      'test-failure',
      CAUSE + 0.5,
      'rspec ',
      /^rspec '?(?<file>\.?[^\s:[']{1,300})(?::(?<line>\d{1,6})|\[[\d:]{1,30}\])'? # (?<test>.{1,300})/,
    ],
    ['test-failure', HINT, 'Failures:', /^\s{0,4}Failures:\s{0,4}$/, { opens: 'rspec' }],
    ['test-failure', CAUSE - 0.5, ') ', /^\s{1,4}\d{1,5}\) (?<test>\S.{1,300})$/, { within: 'rspec' }],
    ['test-failure', CAUSE - 0.5, 'Failure/Error', /^\s{2,10}Failure\/Error: (?<message>.{0,300})/],
  ]),
  ...rulesOf('Minitest', [
    [
      'test-failure',
      VERDICT,
      'assertions',
      /^\d{1,6} (?:runs|tests), \d{1,7} assertions, (?:(?<count>[1-9]\d{0,5}) failures|0 failures, [1-9]\d{0,5} errors)/,
    ],
    [
      'test-failure',
      CAUSE,
      '#test_',
      /^(?<test>[\w:]{1,200}#test_.{1,200}?)(?: \[(?<file>[^\]:]{1,300}):(?<line>\d{1,6})\])?:$/,
    ],
    [
      'test-failure',
      CAUSE,
      'test_',
      /^(?:\s{1,3}\d{1,5}\) )?(?:Failure|Error):? ?(?<test>test\w{1,200}\([\w:]{1,200}\)).{0,200}/,
    ],
  ]),
  ...rulesOf('RuboCop', [
    [
      'lint-or-format',
      CAUSE,
      [': C: ', ': E: ', ': F: ', ': R: ', ': W: '],
      /^(?<file>[^\s:]{1,300}):(?<line>\d{1,6}):\d{1,5}: (?<code>[CEFRW]): (?<message>.{1,300})/,
    ],
    [
      'lint-or-format',
      VERDICT,
      'offense',
      /^\d{1,6} files? inspected, (?<count>[1-9]\d{0,5}) offenses? detected/,
    ],
  ]),
  ...rulesOf('Ruby', [
    ['missing-file', CAUSE, 'cannot load such file', /cannot load such file -- (?<message>\S{1,200})/],
    [
      'compile-error',
      CAUSE - 0.5,
      'syntax error',
      /^(?<file>[^\s:]{1,300}\.rb):(?<line>\d{1,6}): (?<message>syntax error.{1,200})/,
    ],
    [
      'configuration',
      SIGN + 2,
      "Don't know how to build",
      /(?<message>Don't know how to build task '[^']{1,100}')/,
    ],
  ]),
  ...rulesOf('CocoaPods', [
    [
      'dependency-conflict',
      VERDICT,
      'CocoaPods could not find compatible',
      /CocoaPods could not find compatible versions for pod "(?<name>[^"]{1,100})"/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'Unable to find a spec',
      /Unable to find a (?:specification|pod with name|target named) (?:for )?[`"']?(?<name>[\w/+.-]{1,100})/,
    ],
    ['lint-or-format', VERDICT - 1, 'did not pass validation', /did not pass validation/],
  ]),
];
