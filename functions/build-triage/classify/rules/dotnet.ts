import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** The .NET compilers, NuGet, MSBuild, xUnit, NUnit, MSTest and Pester. */
export const dotnetRules = [
  ...rulesOf('.NET compiler', [
    [
      'compile-error',
      CAUSE,
      ['error CS', 'error FS', 'error BC', 'error VB'],
      /^(?:\d{1,4}>)?(?<file>[^(]{1,400}\.\w{1,5})\((?<line>\d{1,7})(?:,\d{1,6}){0,3}\): error (?<code>(?:CS|FS|BC)\d{4}): (?<message>.{1,300})/,
    ],
    [
      'compile-error',
      CAUSE - 0.5,
      ['error CS', 'error FS'],
      /error (?<code>(?:CS|FS)\d{4}): (?<message>.{1,300})/,
    ],
  ]),
  ...rulesOf('NuGet', [
    [
      'dependency-resolution',
      VERDICT,
      ['NU1101', 'NU1102', 'NU1103', 'NU1301', 'Unable to find version', 'Unable to resolve'],
      /(?:error (?<code>NU(?:110[0-4]|1301)): |^)(?<message>Unable to (?:find|resolve|load).{1,200})/,
    ],
    [
      'dependency-conflict',
      VERDICT,
      ['NU1605', 'NU1107', 'NU1202', 'NU1106', 'NU1608'],
      /error (?<code>NU1(?:605|107|202|106|608)): (?<message>.{1,300})/,
    ],
    ['lock-file', VERDICT, ['NU1004', 'NU1403'], /error (?<code>NU1(?:004|403)): (?<message>.{1,300})/],
    ['policy', VERDICT, 'NU190', /error (?<code>NU190[1-4]): (?<message>.{1,300})/],
  ]),
  ...rulesOf('MSBuild', [
    ['configuration', CAUSE, 'error MSB', /error (?<code>MSB\d{4}): (?<message>.{1,300})/],
    ['configuration', CAUSE + 1, 'NETSDK', /error (?<code>NETSDK\d{4}): (?<message>.{1,300})/],
    [
      'lint-or-format',
      CAUSE,
      ['error SA', 'error CA', 'error IDE'],
      /^(?<file>[^(]{1,400}\.\w{1,5})\((?<line>\d{1,7})(?:,\d{1,6}){0,3}\): error (?<code>(?:SA|CA|IDE)\d{4}): (?<message>.{1,300})/,
    ],
    ['compile-error', SIGN + 1, 'Build FAILED', /^Build FAILED\.$/],
  ]),
  ...rulesOf('xUnit', [
    [
      'test-failure',
      CAUSE,
      '[FAIL]',
      /^\s{0,8}(?:\[xUnit\.net [\d:.]{1,20}\]\s{1,8})?(?<test>.{2,300}?) \[FAIL\]/,
    ],
    [
      'test-failure',
      VERDICT - 1,
      'Failed:',
      /(?:Total: \d{1,6}, Errors: \d{1,6}, Failed: |^Failed! {1,3}- Failed: {1,8})(?<count>[1-9]\d{0,5})/,
    ],
    ['test-failure', VERDICT - 1, 'Test Run Failed', /^Test Run Failed\.$/],
    [
      'test-failure',
      CAUSE - 0.5,
      'Failed',
      /^\s{1,4}Failed {1,4}(?<test>[\w.+]{3,300}(?:\(.{0,200}\))?)(?: \[.{1,20}\])?$/,
    ],
  ]),
  ...rulesOf('NUnit', [
    [
      'test-failure',
      CAUSE,
      ['Failed :', 'Error :'],
      /^\s{0,4}\d{1,5}\) (?:Failed|Error) : (?<test>.{2,300})$/,
    ],
  ]),
  ...rulesOf('Pester', [
    [
      'test-failure',
      CAUSE,
      '[-] ',
      /^\s{0,20}\[-\] (?:- )?(?<test>.{2,200}?)(?: [\d.]{1,8}m?s(?: \(.{1,40}\))?| -> (?<message>.{1,200}))?$/,
    ],
    [
      'test-failure',
      VERDICT - 1,
      'Failed:',
      /^Tests Passed: \d{1,6},? ?(?:Tests )?Failed: (?<count>[1-9]\d{0,5})/,
    ],
  ]),
];
