import { formsOf } from './failure-form.ts';

/** How test runners announce a failed test, list their failures and sum up. */
export const testRunnerForms = formsOf([
  // go
  ['failed test', 1, 'block', /^\s{0,24}--- FAIL: \S/],
  ['failed test package', 0.75, 'line', /^FAIL\t\S/],
  // gradle, sbt's junit-interface, karma: NAME FAILED
  ['failed test', 1, 'block', /^\S.{0,300} > .{1,300} FAILED$/],
  [
    'failed test',
    0.95,
    'block',
    /^(?:Chrome|Firefox|HeadlessChrome|PhantomJS|Safari|Edge|IE|Opera|jsdom)\b.{1,300} FAILED$/i,
  ],
  [
    'failed test',
    0.8,
    'block',
    /^(?!.{0,300}\b(?:0 FAILED|executed \d)).{3,300}[\s.:]FAILED(?: ?[([].{0,40})?$/,
  ],
  // surefire
  ['failed test', 1, 'block', /<<< (?:FAILURE|ERROR)!/],
  [
    'failed tests',
    0.95,
    'block',
    /^(?:Failed tests|Tests in error|Failures|Errors|Failing tests|Failing Scenarios|Failed scenarios|\d{1,5} Failing tests?): {0,4}\S{0,200}/,
  ],
  ['test summary', 0.6, 'line', /^Tests run: \d{1,6}, (?:Failures: [1-9]|Failures: 0, Errors: [1-9])/],
  // pytest
  ['failures', 0.85, 'section', /^={3,100} (?:FAILURES|ERRORS) ={3,100}$/],
  ['failed test', 1, 'item', /^_{3,100} .{1,200} _{3,100}$/],
  ['assertion', 0.85, 'block', /^E {3,8}\S/],
  ['failed test', 0.85, 'line', /^(?:FAILED|ERROR) \S{1,300}(?:::|\.py\b)/],
  ['test summary', 0.65, 'line', /^={3,100} .{0,80}\b[1-9]\d{0,5} (?:failed|errors?)\b.{0,80}={3,100}$/],
  ['test summary', 0.4, 'line', /^={3,100} short test summary info/],
  // unittest, nose
  ['failed test', 1, 'block', /^(?:FAIL|ERROR): \S{1,200}(?: \(.{1,200}\))?$/],
  ['test summary', 0.65, 'line', /^FAILED \((?:failures|errors|SKIP)=/i],
  ['failed test', 0.6, 'line', /^.{1,200} \.\.\. (?:FAIL|ERROR|FAILED)$/],
  // rspec, hspec, jasmine
  ['failures', 0.85, 'section', /^\s{0,4}Failures:\s{0,4}$/],
  ['failed to load', 1, 'block', /^An error occurred while loading /],
  [
    'test summary',
    0.65,
    'line',
    /^\s{0,4}\d{1,6} (?:examples?|specs?|scenarios?|tests?|runs?|doctests?)\b.{0,80}?\b[1-9]\d{0,5} (?:failures?|failed|errors?)\b/,
  ],
  ['failed test', 0.7, 'line', /^rspec \.?\S{1,300}(?:\[|:\d)/],
  // minitest, test-unit
  ['failed test', 1, 'block', /^\s{0,4}\d{1,5}\) (?:Failure|Error|Failed|Test Failure|Test Error) ?:/],
  ['failed test', 0.95, 'block', /^(?:Failure|Error):\s{0,3}$/],
  ['failed test', 0.95, 'block', /^(?:Failure|Error): {1,3}test\w{0,200}[( ]/],
  // mocha
  ['failures', 0.85, 'section', /^\s{0,8}[1-9]\d{0,5} failing\b/],
  // jest, vitest
  ['failed test', 1, 'block', /^\s{0,8}● .{2,}/],
  ['failed test file', 0.75, 'line', /^\s{0,3}FAIL\s{1,4}\S{1,300}\.\w/],
  ['failed test', 0.95, 'block', /\bTest suite failed to run\b/],
  [
    'test summary',
    0.65,
    'line',
    /^\s{0,4}(?:Tests|Test Suites|Test Files|Suites):? {1,8}[1-9]\d{0,5} failed\b/,
  ],
  // qunit, ember, testem
  ['failed test', 1, 'block', /^(?:Module|Test|Tests|Assertion) Failed: /],
  // TAP
  ['failed test', 1, 'block', /^\s{0,12}not ok \d{1,6}(?!.{0,300}# ?(?:TODO|SKIP))/i],
  ['test summary', 0.6, 'line', /^# fail {1,6}[1-9]/],
  // cargo test
  ['failed test', 0.65, 'line', /^test \S.{0,300} \.\.\. FAILED$/],
  ['failed test', 1, 'block', /^---- .{1,300} (?:stdout|stderr) ----$/],
  ['failures', 0.8, 'block', /^failures:$/],
  ['test summary', 0.6, 'line', /^test result: FAILED\./],
  // phpunit
  ['failures', 0.85, 'section', /^There (?:was|were) \d{1,6} (?:failure|error|risky test)s?:/],
  ['failed test', 1, 'block', /^\d{1,6}\) [\w\\]{1,300}::\w/],
  ['test summary', 0.65, 'block', /^(?:FAILURES|ERRORS)!$/],
  // scalatest, specs2, munit
  ['failed test', 1, 'block', /\*\*\* FAILED \*\*\*/],
  ['failed test', 0.95, 'block', /^==> X \S/],
  ['test summary', 0.65, 'line', /^(?:Failed|Error): Total \d/],
  // exunit
  ['failed test', 1, 'block', /^\s{1,4}\d{1,5}\) [a-z]{4,8} .{1,300} \([\w.]{1,200}\)$/],
  // nunit, xunit, vstest, mstest
  ['failed test', 1, 'block', /^\s{0,4}\d{1,5}\) (?:Failed|Error|Invalid) : /],
  ['failed test', 1, 'block', /^\s{0,8}.{1,300}\[FAIL\]$/],
  ['failed test', 0.95, 'block', /^\s{0,4}Failed {1,4}\S{1,300}(?: \[.{1,20}\])?$/],
  ['failures', 0.85, 'section', /^(?:Errors and Failures|Errors, Failures and Warnings):?$/],
  ['test summary', 0.6, 'line', /^(?:Test Run Failed|Failed! {2}- Failed:)/],
  // gtest, catch2, boost, ctest, cppunit
  ['failed test', 1, 'block', /^\S{1,300}[:(]\d{1,6}\)?: (?:Failure|FAILED:?)$/],
  ['failed test', 0.75, 'line', /^\s{0,4}\[ {2}FAILED {2}\] /],
  ['failed test', 0.95, 'block', /^\S{1,300}\(\d{1,6}\): (?:fatal )?error:? in "/],
  ['failed test', 0.85, 'line', /\*\*\*(?:Failed|Exception|Timeout|Not Run)/],
  [
    'failed tests',
    0.9,
    'block',
    /^The following tests FAILED:|^The following (?:test|build command)s? failed/i,
  ],
  // perl: prove, Test::More; git's and autotools' harness
  ['failed test', 1, 'block', /^#\s{1,6}Failed (?:\(TODO\) )?test\b/],
  ['failed test', 0.95, 'block', /Dubious, test returned|^\s{0,2}Failed \d{1,6}\/\d{1,6} (?:sub)?tests/],
  ['test summary', 0.8, 'block', /^Test Summary Report/],
  ['failed test', 0.95, 'block', /^(?:FAIL|XPASS|ERROR):? {1,4}\S{1,200}(?: \(.{0,80}\)| - .{0,200})?$/],
  ['test summary', 0.55, 'line', /^# (?:FAIL|ERROR): {1,6}[1-9]|^Result: FAIL/],
  // a status at the end of a row: NAME … FAIL, NAME ERROR
  [
    'failed test',
    0.95,
    'block',
    /^(?!\s{0,8}\d{1,6} \w{1,10}$).{2,300}[\s.:](?:FAIL|ERROR|BROKEN|CRASH(?:ED)?)(?: {0,2}[([].{0,40}[)\]])?\s{0,4}$/,
  ],
  [
    'failed test',
    0.9,
    'block',
    /^\s{0,40}(?:\[-\]|\[FAIL(?:ED)?\]|\[ERROR\]|\[KO\]|!!|KO|✗|✘|✖|✕|❌|×)\s{1,4}\S/,
  ],
  ['failed test', 0.85, 'block', /^\s{0,40}(?:FAIL|FAILED|KO)[\s:>\]!-]{1,4}\S/],
  // R CMD check
  [
    'failed check',
    0.95,
    'block',
    /^(?:\* )?(?:checking|creating|installing|running) .{1,200}\.\.\. .{0,40}(?:ERROR|FAILED)$/i,
  ],
  [
    'failed check',
    0.9,
    'block',
    /^Running (?:the tests|examples) in ‘.{1,200}’ failed|^ {0,4}(?:ERROR|Running ‘.{1,100}’)$/,
  ],
  ['failed check', 0.9, 'block', /^Last \d{1,3} lines of output:/],
  // julia
  [
    'failed test',
    1,
    'block',
    /^.{0,200}: (?:Test Failed|Error During Test)(?: at \S|$)|^(?:Test Failed|Error During Test) at /,
  ],
  // clojure, lisp
  ['failed test', 1, 'block', /^(?:FAIL|ERROR) in \(/],
  ['failed test', 0.95, 'block', /^FAIL (?:".{1,200}" )?at \(/],
  // erlang
  ['failed test', 1, 'block', /\w_SUITE:\w{1,100} failed|^- - - - .{0,200}FAILED|\*failed\*/],
  ['failed test', 0.95, 'block', /^(?:Failure|Error) → /],
  // spock, cucumber, behat
  ['assertion', 0.85, 'block', /^\s{0,8}Condition not satisfied:/],
  ['failed test', 0.95, 'block', /^\(::\) failed steps \(::\)|^--- Failed (?:scenarios|steps)/],
  [
    'assertion',
    0.8,
    'block',
    /\b(?:Assertion ?Failed|AssertionError|assertion failed|AssertionFailedError|ExpectationFailed|Assert\.\w{1,30}\(\) Failure|Assertion .{1,200} failed)\b/i,
  ],
  [
    'assertion',
    0.7,
    'block',
    /^\s{0,12}(?:Failed asserting|Expected\b.{0,200}\b(?:to|but|got)\b|expected: ?<?|Expecting)/i,
  ],
  [
    'test timed out',
    0.85,
    'block',
    /\b(?:tests? timed out|Timeout of \d|exceeded timeout of|timed out after \d)/i,
  ],
  ['flaky test', 0.7, 'block', /\bFound errors in\b|Flaky test failed/],
  [
    'failed tests',
    0.6,
    'line',
    /\b(?:some|one or more|\d{1,5}|the following) (?:of \d{1,6} )?(?:test tasks?|tests?|specs?|suites?|checks?) (?:have |has )?(?:failed|did not pass)/i,
  ],
]);
