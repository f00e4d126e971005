const YEAR_FIRST = String.raw`\d{4}[-/]\d\d[-/]\d\d(?:[T_]|,? {1,2})\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?`;
const YEAR_LAST = String.raw`\d\d[-./]\d\d[-./]\d{4},? {1,2}\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?`;
const COMPACT = String.raw`\d{8}(?:T\d{6}|[T ]\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?`;
const LOGCAT = String.raw`\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}`;
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?`;
const EPOCH = String.raw`1\d{9}\.\d{3,9}`;
const UPTIME = String.raw` {0,5}\d{1,7}\.\d{6}`;
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|CES?T|[ECMP][SD]T|[+-]\d\d:?\d\d)(?![\w:])|[+-]\d\d(?![\w:]))?`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?';
const NAMED = `${DAY}(?:${MONTH} {1,2}\\d{1,2}|\\d{1,2} ${MONTH})(?:,? \\d{4})?,? \\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: [AP]M)?${ZONE}(?: \\d{4})?`;
const NUMERIC = `(?:${YEAR_FIRST}|${YEAR_LAST}|${COMPACT}|${LOGCAT}|${CLOCK}|${EPOCH})${ZONE}`;

/** What parts a timestamp from the text: one blank only, since the rest is the text's own indentation, or pads a level. */
const AFTER = '(?: - | \\| |: |[ \\t](?: {1,4}(?=[A-Z]{4,5} ))?|$)';

const BARE = new RegExp(`^${NUMERIC}${AFTER}`);
// A date alone on its line is what `date` printed, so that a named month needs text behind it.
const NAMED_BARE = new RegExp(
  `^${NAMED}(?: - | \\| |: |[ \\t])(?=\\S)(?!(?:[AP]M )?(?:[A-Z]{2,5})?(?: ?\\d{4})?$)`,
);
const BRACKETED = new RegExp(`^\\[(?:${NUMERIC}|${NAMED}|${UPTIME})\\](?: - |: |[ \\t]|$|(?=\\[))`);
/** env_logger and others keep the level in the same brackets: "[2024-01-01T10:00:00Z ERROR app] text". */
const BRACKETED_WITH_LEVEL = new RegExp(`^\\[(?:${NUMERIC}) (?=[A-Z])`);
const IN_PARENTHESES = new RegExp(`^\\((?:${NUMERIC})\\)(?:: |[ \\t]|$)`);
const AS_FIELD = new RegExp(`^(?:time|ts|timestamp)="?${NUMERIC}"? `);
/** Ruby's logger writes the severity twice: "E, [2024-01-01T10:00:00.123456 #12] ERROR -- : text". */
const RUBY = new RegExp(`^[DIWEFA], \\[${YEAR_FIRST} #\\d{1,10}\\] {1,3}`);
/** Chromium: "[12:0131/100000.123456:ERROR:file.cc(3)] text", with process and perhaps thread in front. */
const CHROMIUM = /^\[\d{1,10}:(?:\d{1,10}:)?\d{4}\/\d{6}\.\d{1,9}:/;
/** wget: "--2024-01-01 10:00:00--  https://…" */
const BETWEEN_DASHES = new RegExp(`^--${YEAR_FIRST}-- {1,2}`);
/** klog writes the severity before the date and the thread behind it. */
const KLOG = /^([IWEF])(?:\d{8}|\d{4}) \d\d:\d\d:\d\d\.\d{6} {1,8}\d{1,10} /;

const ZERO = 48;
const NINE = 57;

/** The characters that a timestamp can begin with: for all other lines there is nothing to do. */
export const TIMESTAMP_FIRSTS = '0123456789[(-IWEFJMASONDTtS';

/** Takes one timestamp off the start of a line; what says more than the time (the level of klog and env_logger) stays. */
export function withoutTimestamp(text: string): string {
  const first = text.charCodeAt(0);
  const second = text.charCodeAt(1);
  const secondIsDigit = second >= ZERO && second <= NINE;
  if (first >= ZERO && first <= NINE) {
    if (!secondIsDigit)
      return /^\d (?:Jan|Feb|Ma|Apr|Ju|Aug|Sep|Oct|Nov|Dec)/.test(text) ? text.replace(NAMED_BARE, '') : text;
    return isGithubTimestamp(text) ? text.slice(29) : text.replace(BARE, '');
  }
  switch (text[0]) {
    case '[':
      return bracketed(text, second);
    case '(':
      return secondIsDigit ? text.replace(IN_PARENTHESES, '') : text;
    case '-':
      return text[1] === '-' ? text.replace(BETWEEN_DASHES, '') : text;
    case 't':
      return text[1] === 'i' || text[1] === 's' ? text.replace(AS_FIELD, '') : text;
    default:
      if (secondIsDigit) return text.replace(KLOG, '$1 ');
      if (text[1] === ',') return text.replace(RUBY, '');
      // "Jan 2 …" and "Mon, …" have a blank or a comma after three letters.
      return text[3] === ' ' || text[3] === ',' ? text.replace(NAMED_BARE, '') : text;
  }
}

function bracketed(text: string, second: number): string {
  const canBeTime = (second >= ZERO && second <= NINE) || second === 32 || (second >= 65 && second <= 90);
  if (!canBeTime) return text;
  const rest = text.replace(BRACKETED, '');
  return rest === text ? text.replace(BRACKETED_WITH_LEVEL, '[').replace(CHROMIUM, '[') : rest;
}

/** GitHub and Azure write "2024-01-01T10:00:00.0000000Z " on every line: known without a pattern. */
function isGithubTimestamp(text: string): boolean {
  return (
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(19) === 46 &&
    text.charCodeAt(27) === 90 &&
    (text.length === 28 || text.charCodeAt(28) === 32)
  );
}
