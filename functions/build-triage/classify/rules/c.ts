import { CAUSE, HINT, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** C and C++ compilers, linkers, Make, CMake, Autotools and the test runners of that world. */
export const cRules = [
  ...rulesOf('C compiler', [
    [
      'compile-error',
      CAUSE,
      'error',
      /^(?<file>[^\s:]{1,400}\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|cu|cuh|m|mm|ipp|ino|tcc)):(?<line>\d{1,7}):(?:\d{1,6}:)? (?:fatal |internal compiler )?error: (?<message>.{1,300})/,
    ],
    [
      'compile-error',
      CAUSE,
      ' error C',
      /^(?<file>[^(]{1,400}\.\w{1,4})\((?<line>\d{1,7})(?:,\d{1,5})?\) ?: (?:fatal )?error (?<code>C\d{4}): (?<message>.{1,300})/,
    ],
    [
      'out-of-memory',
      VERDICT + 2,
      ['Killed', 'virtual memory exhausted', 'out of memory allocating'],
      /(?:internal compiler error|fatal error): Killed|virtual memory exhausted|out of memory allocating \d/,
    ],
    ['compile-error', CAUSE + 1, 'treated as errors', /(?:all|some) warnings being treated as errors/],
  ]),
  ...rulesOf('linker', [
    ['compile-error', CAUSE, 'undefined reference', /(?<message>undefined reference to [`'"].{1,200})/],
    [
      'compile-error',
      CAUSE,
      ['Undefined symbols', 'symbol(s) not found', 'duplicate symbol'],
      /^(?:ld: )?(?<message>Undefined symbols for architecture.{0,40}|symbol\(s\) not found.{0,60}|\d{0,5} ?duplicate symbols?.{0,60})/,
    ],
    [
      'compile-error',
      CAUSE,
      ['cannot find -l', 'library not found for'],
      /ld(?:\.\w{1,8})?: (?<message>cannot find -l\S{1,80}|library not found for -l\S{1,80})/,
    ],
    ['compile-error', CAUSE, 'multiple definition', /(?<message>multiple definition of [`'"].{1,200})/],
    ['compile-error', CAUSE, 'error LNK', /error (?<code>LNK\d{4}): (?<message>.{1,300})/],
    [
      'compile-error',
      CAUSE + 1,
      ['ld returned', 'linker command failed'],
      /collect2: (?:fatal )?error: ld returned|linker command failed with exit code/,
    ],
    [
      'missing-file',
      CAUSE,
      ['shared librar', 'shared object', 'Library not loaded'],
      /error while loading shared libraries: (?<message>\S{1,200})|(?<!\S)(?<lib>[^\s:]{1,150}): cannot open shared object file|Library not loaded: (?<dylib>\S{1,200})/,
    ],
  ]),
  ...rulesOf('CMake', [
    [
      'dependency-resolution',
      VERDICT,
      'Could NOT find',
      /^\s{0,4}Could NOT find (?<name>[\w+-]{1,80})(?<message>.{0,200})/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'package configuration file',
      /(?:By not providing "Find(?<name>[\w+-]{1,80})\.cmake"|Could not find a package configuration file provided by "(?<wanted>[\w+-]{1,80})")/,
    ],
    [
      'configuration',
      CAUSE,
      'CMake Error',
      /^\s{0,4}CMake Error(?: at (?<file>[^\s:]{1,300}):(?<line>\d{1,6}) \(\w{1,60}\):|: (?<message>.{1,200}))?/,
      { opens: 'cmake error' },
    ],
    ['configuration', CAUSE + 1, 'Configuring incomplete', /^-- Configuring incomplete, errors occurred/],
    [
      'configuration',
      CAUSE,
      ['could not find CMAKE', 'does not appear to contain CMakeLists', 'CMAKE_C'],
      /(?:CMake Error: )?(?<message>could not find CMAKE_\w{1,60}|The source directory .{1,200} does not appear to contain CMakeLists|No CMAKE_C\w{0,10}_COMPILER could be found)/,
    ],
    ['test-failure', VERDICT, 'failed', /^\s{2,6}.{0,60}\btests? failed\b/, { within: 'cmake error' }],
  ]),
  ...rulesOf('configure', [
    [
      'dependency-resolution',
      CAUSE + 1,
      'configure: error',
      /^\S{0,100}configure: error: (?!in [`'])(?<message>(?:Package requirements|.{0,100}(?:librar|header|devel|not found|is required|is missing|could not find|cannot find)).{0,200})/i,
    ],
    ['configuration', CAUSE, 'configure: error', /configure: error: (?!in [`'])(?<message>.{1,300})/],
    [
      'configuration',
      CAUSE + 0.5,
      'cannot create executables',
      /(?<message>C(?:\+\+)? compiler cannot create executables)/,
    ],
  ]),
  ...rulesOf('Make', [
    [
      'missing-file',
      VERDICT - 1,
      'No rule to make target',
      /^(?:\S{1,60}make|make)(?:\[\d{1,3}\])?: \*\*\* (?<message>No rule to make target .{1,200})/,
    ],
    [
      'configuration',
      VERDICT - 1,
      ['No targets', 'missing separator', 'commands commence'],
      /^(?:(?<file>[^\s:]{1,200}):(?<line>\d{1,6}): )?(?:make(?:\[\d{1,3}\])?: )?\*\*\* (?<message>No targets.{0,100}|missing separator.{0,60}|commands commence.{0,60})/,
    ],
    [
      'unknown',
      HINT,
      '*** [',
      /^(?:\S{1,60}make|make)(?:\[\d{1,3}\])?: \*\*\* \[(?<step>[^\]]{1,200})\] (?:Error|Segmentation|Aborted|Killed)/,
    ],
  ]),
  ...rulesOf('ninja', [['unknown', HINT, 'FAILED: ', /^FAILED: (?<step>\S{1,200})/]]),
  ...rulesOf('GoogleTest', [
    [
      'test-failure',
      CAUSE,
      'FAILED',
      /^\s{0,4}\[ {2}FAILED {2}\] (?<test>[\w./]{1,200}\.[\w./<>]{1,200})(?:,| \(|$)/,
    ],
    ['test-failure', VERDICT - 0.5, 'FAILED TEST', /^\s{0,2}(?<count>[1-9]\d{0,5}) FAILED TESTS?$/],
    ['test-failure', CAUSE - 0.5, 'Failure', /^(?<file>[^\s:]{1,300}):(?<line>\d{1,6}): Failure$/],
  ]),
  ...rulesOf('CTest', [
    ['test-failure', VERDICT, 'tests FAILED', /^The following tests FAILED:/, { opens: 'ctest' }],
    [
      'test-failure',
      CAUSE,
      ' - ',
      /^\s{1,10}\d{1,6} - (?<test>\S.{0,200}?) \((?:Failed|Timeout|SEGFAULT|Not Run|Child aborted|ILLEGAL|OTHER_FAULT|Subprocess aborted|NUMERICAL|Exit code .{1,20}|BAD_COMMAND)\)/,
      { within: 'ctest' },
    ],
    [
      'test-failure',
      VERDICT - 1,
      'tests passed',
      /^\d{1,3}% tests passed, (?<count>[1-9]\d{0,5}) tests? failed out of/,
    ],
    [
      'test-failure',
      CAUSE - 1,
      ['***Failed', '***Exception', '***Timeout', '** Failed'],
      /^\s{0,6}\d{1,5}\/\d{1,5} Test {1,4}#\d{1,5}: (?<test>\S{1,200}) \.{1,80}\s{0,4}\*{2,3}(?:Failed|Timeout|Exception)/,
    ],
  ]),
  ...rulesOf('Automake', [
    [
      'test-failure',
      CAUSE - 1,
      'FAIL',
      /^FAIL: (?<test>[\w./-]{1,200}\.(?:sh|test|t|py|pl|log|tst|at)|[\w./-]{1,100}\/[\w.-]{1,100})$/,
    ],
    ['test-failure', VERDICT - 1, '# FAIL', /^# FAIL: {1,6}(?<count>[1-9]\d{0,5})/],
    ['test-failure', CAUSE, 'failed', /^(?<count>[1-9]\d{0,5}) of \d{1,6} tests? failed/],
  ]),
  ...rulesOf('Catch2', [
    ['test-failure', VERDICT - 0.5, 'test cases:', /^test cases: .{1,80}\b(?<count>[1-9]\d{0,5}) failed/],
    ['test-failure', CAUSE - 0.5, 'FAILED:', /^(?<file>[^\s:(]{1,300})[:(](?<line>\d{1,6})\)?: FAILED:$/],
  ]),
  ...rulesOf('clang-format', [
    [
      'lint-or-format',
      VERDICT - 1,
      ['clang-format', 'clang-tidy'],
      /\[-Wclang-format-violations\]|clang-(?:format|tidy)\b.{0,80}(?:failed|violations?|differs|not)/,
    ],
  ]),
  ...rulesOf('', [
    ['test-failure', SIGN + 0.5, ['Assertion'], /Assertion [`'].{1,200}' failed/],
    [
      'test-failure',
      SIGN + 1,
      'Sanitizer',
      /(?:Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer: (?<message>(?!\w{1,30} leak detection).{1,200})/,
    ],
  ]),
];
