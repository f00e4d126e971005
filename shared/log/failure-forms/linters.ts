import { formsOf } from './failure-form.ts';

/** How linters, formatters and style checks list their findings. */
export const linterForms = formsOf([
  // eslint, yamllint, stylelint: an indented LINE:COLUMN  error  message  rule, under the file's name
  ['lint finding', 0.95, 'block', /^\s{1,8}\d{1,6}:\d{1,5}\s{1,6}(?:error|✖|×|✗)\s{1,6}\S/],
  ['lint summary', 0.6, 'block', /^\s{0,4}[✖✗×] \d{1,6} problems?\b/],
  // rubocop, pylint, flake8, pycodestyle: FILE:LINE:COLUMN: CODE
  ['lint finding', 0.95, 'block', /^\S{1,300}:\d{1,6}:\d{1,5}: (?:[CEFRW]: |\[?[A-Z]{1,4}\d{1,5}\]?:? )/],
  ['lint finding', 0.95, 'block', /^\s{0,6}\S{1,300}\.\w{1,10}:\d{1,6}:\d{1,5}: [A-Z][a-z'"`]/],
  [
    'lint finding',
    0.9,
    'block',
    /^\s{0,6}\S{1,200}\.(?:js|jsx|ts|tsx|coffee|rb|py|php|css|scss|less|sass|md|vue|json|ya?ml):\d{1,6}(?::\d{1,5})? \S/,
  ],
  [
    'finding at a place',
    0.8,
    'block',
    /^\s{0,6}\S{1,300}\.\w{1,10}:\d{1,6}:\d{1,5}:? (?!\s{0,3}(?:warning|note|info|remark|In file)\b)\S/i,
  ],
  // tslint, checkstyle
  ['lint finding', 0.95, 'block', /^(?:ERROR|Error): \S{1,300}[:[]\d{1,6}(?:, ?\d{1,5}\])?/],
  ['lint finding', 0.9, 'block', /^\[?(?:ant:checkstyle|checkstyle)\]? /i],
  // phpcs:  12 | ERROR | message
  ['lint finding', 0.95, 'block', /^\s{0,6}\d{1,6} \| [EW]\w{4,6}\s{0,3}\| /],
  ['lint finding', 0.9, 'block', /^In \S{1,200} line \d{1,6}:$/],
  ['lint finding', 0.85, 'block', /: (?:DL|SC)\d{4}\b/],
  ['lint finding', 0.9, 'block', /^standard: Use JavaScript/],
  [
    'style check',
    0.85,
    'block',
    /\b(?:code style issues|(?:would|needs? to|must|should) be (?:re)?formatted|not (?:properly |correctly )?formatted|would reformat|formatting (?:errors?|issues?|differs)|style (?:violations?|errors?|issues?)|is not (?:gofmt|go ?fmt|rustfmt)|needs? running)\b/i,
  ],
  ['style check', 0.9, 'block', /^Diff in \S{1,300} at line \d{1,6}/],
  ['findings', 0.85, 'block', /^(?:Issues|Problems|Violations|Offenses|Errors) ?(?::-?\(|found|:$)/],
  [
    'findings',
    0.6,
    'line',
    /\b[1-9]\d{0,5} (?:offenses?|violations?|problems?|lint errors?) (?:detected|found|\()/i,
  ],
]);
