import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** pip, Poetry, uv, conda, pytest, unittest, tox and Python's linters. */
export const pythonRules = [
  ...rulesOf('pip', [
    [
      'dependency-resolution',
      VERDICT - 0.5,
      ['Could not find a version', 'No matching distribution'],
      /(?:Could not find a version that satisfies the requirement|No matching distribution found for) (?<name>[\w.-]{1,100})(?:\[[\w,.-]{1,60}\])?(?<to>[=<>!~][=<>!~\w.,* ]{1,60})?/,
    ],
    [
      'dependency-conflict',
      VERDICT,
      ['conflicting dependencies', 'ResolutionImpossible'],
      /(?:Cannot install (?<message>.{1,200}) because these package versions have conflicting dependencies|ResolutionImpossible)/,
    ],
    [
      'dependency-conflict',
      CAUSE,
      ['which is incompatible', 'VersionConflict', 'ContextualVersionConflict'],
      /(?:has requirement|requires) (?<name>[\w.-]{1,100})(?<from>[=<>!~][=<>!~\w.,* ]{1,60})?,? but you(?:'ll)? have \k<name> (?<to>[\w.]{1,40}) which is incompatible|pkg_resources\.(?:Contextual)?VersionConflict/,
    ],
    ['lock-file', VERDICT, 'DO NOT MATCH THE HASHES', /THESE PACKAGES DO NOT MATCH THE HASHES/],
    [
      'missing-file',
      VERDICT - 1,
      'Could not open requirements',
      /Could not open requirements file: .{0,40}'(?<message>[^']{1,200})'/,
    ],
    [
      'dependency-resolution',
      CAUSE,
      [
        'subprocess-exited-with-error',
        'metadata-generation-failed',
        'Failed building wheel',
        'Command errored out',
        'setup.py egg_info',
      ],
      /subprocess-exited-with-error|metadata-generation-failed|Failed building wheel for (?<name>[\w.-]{1,100})|Command errored out with exit status|Command "python setup\.py egg_info" failed/,
    ],
    [
      'dependency-resolution',
      VERDICT - 1,
      'DistributionNotFound',
      /DistributionNotFound: (?<message>.{1,200})/,
    ],
    [
      'dependency-conflict',
      CAUSE,
      'The conflict is caused by',
      /^The conflict is caused by:/,
      { opens: 'pip conflict' },
    ],
    [
      'dependency-conflict',
      CAUSE,
      ' ',
      /^\s{2,8}(?<message>(?:The user requested|\S{1,100} \S{1,40} depends on) (?<name>[\w.-]{1,100})(?<to>[=<>!~]{1,2}[^\s,]{1,60}).{0,100})$/,
      { within: 'pip conflict' },
    ],
    [
      'network',
      VERDICT + 1,
      'connection broken by',
      /after connection broken by '(?<message>(?:NewConnection|ConnectTimeout|ReadTimeout|Proxy|Protocol|SSL)Error)/,
    ],
  ]),
  ...rulesOf('Poetry', [
    [
      'lock-file',
      VERDICT,
      'poetry.lock',
      /(?:pyproject\.toml changed significantly since poetry\.lock|poetry\.lock (?:is not up to date|file (?:is not compatible|was not found)))/,
    ],
    ['dependency-conflict', VERDICT, 'version solving failed', /(?<message>.{0,200})version solving failed/],
  ]),
  ...rulesOf('uv', [
    ['lock-file', VERDICT, 'uv.lock', /The lockfile at `uv\.lock` needs to be updated/],
    [
      'dependency-conflict',
      VERDICT,
      'No solution found',
      /No solution found when resolving (?<message>.{0,200})/,
    ],
  ]),
  ...rulesOf('Pipenv', [['lock-file', VERDICT, 'Pipfile.lock', /Pipfile\.lock .{0,60}out of date/]]),
  ...rulesOf('conda', [
    [
      'dependency-resolution',
      VERDICT,
      ['PackagesNotFoundError', 'ResolvePackageNotFound'],
      /^(?:PackagesNotFoundError|ResolvePackageNotFound)/,
    ],
    ['dependency-conflict', VERDICT, 'UnsatisfiableError', /^UnsatisfiableError/],
    ['network', VERDICT, 'CondaHTTPError', /^CondaHTTPError/],
  ]),
  ...rulesOf('Python', [
    [
      'dependency-resolution',
      VERDICT - 0.5,
      'No module named',
      /^E {1,8}(?:ModuleNotFoundError|ImportError): No module named '?(?<name>[\w.-]{1,150})'?/,
    ],
    [
      'dependency-resolution',
      CAUSE + 0.5,
      'No module named',
      /(?:ModuleNotFoundError|ImportError): No module named '?(?<name>[\w.-]{1,150})'?/,
    ],
    [
      'compile-error',
      CAUSE,
      ['SyntaxError', 'IndentationError', 'TabError'],
      /^(?:E\s{1,8})?\s{0,4}(?<message>(?:SyntaxError|IndentationError|TabError): (?!Unexpected |Invalid or unexpected|missing \)|Cannot use import).{1,200})/,
    ],
    [
      'dependency-conflict',
      SIGN + 1.5,
      'cannot import name',
      /ImportError: cannot import name (?<message>.{1,200})/,
    ],
  ]),
  ...rulesOf('pytest', [
    [
      'test-failure',
      CAUSE,
      'FAILED',
      /^FAILED (?<test>(?<file>[^\s:]{1,300}\.py)(?:::[^\s[]{1,300}(?:\[.{0,200}?\](?= - |\s{0,4}$)|\[\S{0,200})?| .{0,1}$)?)(?: - (?<message>.{1,300}))?/,
    ],
    [
      'test-failure',
      CAUSE - 1,
      'ERROR',
      /^ERROR (?<test>(?<file>[^\s:]{1,300}\.py)(?:::[^\s[]{1,300}(?:\[.{0,200}?\](?= - |\s{0,4}$)|\[\S{0,200})?)?)(?: - (?<message>.{1,300}))?/,
    ],
    [
      'test-failure',
      CAUSE,
      '____',
      /^_{3,100} (?<test>(?!ERROR|summary|Summary|coverage)[^_\s].{0,200}?) _{3,100}$/,
    ],
    [
      'test-failure',
      CAUSE - 0.5,
      'ERROR collecting',
      /^_{3,100} ERROR collecting (?<file>\S{1,300}) _{3,100}$/,
    ],
    ['test-failure', VERDICT, ' failed', /^={3,100} (?<count>[1-9]\d{0,5}) failed\b.{0,120}={3,100}$/],
    [
      'test-failure',
      CAUSE - 0.5,
      ' error',
      /^={3,100} .{0,80}\b(?<count>[1-9]\d{0,5}) errors? .{0,80}={3,100}$/,
    ],
    [
      'test-failure',
      CAUSE - 1,
      'E   ',
      /^E {3,8}(?<message>(?:\w{1,60}\.){0,6}(?:assert |\w{1,60}(?:Error|Exception)\b).{0,300})/,
    ],
    [
      'policy',
      VERDICT,
      ['Required test coverage', 'fail-under', 'cov-fail'],
      /(?:Required test coverage of .{1,40} not reached|Coverage failure: total of)(?<message>.{0,100})/,
    ],
    [
      'test-failure',
      CAUSE,
      '.py:',
      /^(?<file>[^\s:]{1,300}\.py):(?<line>\d{1,6}): (?<message>(?:[A-Z]\w{0,60}(?:Error|Exception|Failed))\b.{0,100})$/,
    ],
  ]),
  ...rulesOf('unittest', [
    [
      'test-failure',
      CAUSE,
      ['FAIL: ', 'ERROR: '],
      /^(?:FAIL|ERROR): (?<test>(?:test\w{0,200}|[\w.]{3,200}\.test\w{0,200})(?: \([\w.]{1,300}\))?)/,
    ],
    ['test-failure', VERDICT, 'FAILED (', /^FAILED \((?:failures|errors)=(?<count>\d{1,6})/],
  ]),
  ...rulesOf('flake8', [
    [
      'lint-or-format',
      CAUSE,
      '.py:',
      /^(?<file>[^\s:]{1,300}\.pyi?):(?<line>\d{1,6}):\d{1,5}: (?<code>[A-Z]{1,4}\d{2,5}):? (?<message>.{1,300})/,
    ],
    [
      'lint-or-format',
      CAUSE,
      '.py:',
      /^(?<file>[^\s:]{1,300}\.py):(?<line>\d{1,6}): \[(?<code>[CEFRW]\d{4})/,
    ],
  ]),
  ...rulesOf('mypy', [
    [
      'lint-or-format',
      CAUSE,
      '.py:',
      /^(?<file>[^\s:]{1,300}\.pyi?):(?<line>\d{1,6})(?::\d{1,5})?: error: (?<message>.{1,300})/,
    ],
    [
      'lint-or-format',
      VERDICT,
      'checked',
      /^Found (?<count>[1-9]\d{0,5}) errors? in \d{1,6} files? \((?:checked|errors prevented)/,
    ],
  ]),
  ...rulesOf('Black', [
    ['lint-or-format', VERDICT - 1, 'would reformat', /^would reformat (?<file>\S{1,300})$/],
    ['lint-or-format', VERDICT, 'would be reformatted', /\d{1,6} files? would be reformatted/],
  ]),
  ...rulesOf('isort', [
    [
      'lint-or-format',
      VERDICT - 1,
      'incorrectly sorted',
      /^(?:ERROR: )?(?<file>\S{1,300}) Imports are incorrectly sorted/,
    ],
  ]),
  ...rulesOf('pylint', [
    ['lint-or-format', CAUSE - 1, 'Your code has been rated', /^Your code has been rated at/],
  ]).map((rule) => ({ ...rule, weight: SIGN - 1 })),
  ...rulesOf('pre-commit', [['lint-or-format', CAUSE, 'Failed', /^(?<message>[^.]{3,120})\.{3,100}Failed$/]]),
];
