const YEAR_FIRST = String.raw`\d{4}[-/]\d\d[-/]\d\d(?:[T_]|,? {1,2})\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?`;
const YEAR_LAST = String.raw`\d\d[-./]\d\d[-./]\d{4},? {1,2}\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?`;
const COMPACT = String.raw`\d{8}[T ]\d\d:?\d\d:?\d\d(?:[.,]\d{1,9})?`;
const LOGCAT = String.raw`\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}`;
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?`;
const EPOCH = String.raw`1\d{9}\.\d{3,9}`;
const UPTIME = String.raw` {0,5}\d{1,7}\.\d{6}`;
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|CES?T|[ECMP][SD]T|[+-]\d\d(?::?\d\d)?)(?![\w:]))?`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?';
const NAMED = `${DAY}(?:${MONTH} {1,2}\\d{1,2}|\\d{1,2} ${MONTH})(?:,? \\d{4})?,? \\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: [AP]M)?${ZONE}(?: \\d{4})?`;
const NUMERIC = `(?:${YEAR_FIRST}|${YEAR_LAST}|${COMPACT}|${LOGCAT}|${CLOCK}|${EPOCH})${ZONE}`;

/** What parts a timestamp from the text: one blank only, since the rest is the text's own indentation. */
const AFTER = '(?: - | \\| |: |[ \\t]|$)';

const BARE = new RegExp(`${NUMERIC}${AFTER}`, 'y');
// A date alone on its line is what `date` printed, so that a named month needs text behind it.
const NAMED_BARE = new RegExp(`${NAMED}(?: - | \\| |: |[ \\t])(?=\\S)`, 'y');
const BRACKETED = new RegExp(`\\[(?:${NUMERIC}|${NAMED}|${UPTIME})\\](?: - |: |[ \\t]|$|(?=\\[))`, 'y');
/** env_logger and others keep the level in the same brackets: "[2024-01-01T10:00:00Z ERROR app] text". */
const BRACKETED_WITH_MORE = new RegExp(`\\[(?:${NUMERIC}) (?=[A-Z])`, 'y');
const IN_PARENTHESES = new RegExp(`\\((?:${NUMERIC})\\)(?:: |[ \\t]|$)`, 'y');
const AS_FIELD = new RegExp(`(?:time|ts|timestamp)="?${NUMERIC}"? `, 'y');
/** klog writes the severity before the date and the thread behind it. */
const KLOG = /([IWEF])(?:\d{4}|\d{8}) \d\d:\d\d:\d\d\.\d{6} {1,8}\d{1,10} /y;

/** Whether a text can begin with a timestamp, by its first character code: a look-up for the many lines that cannot. */
export const MAY_BE_TIMESTAMP: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[\d[(IWEFJMASONDtT]/.test(String.fromCharCode(code)),
);

/** Takes one timestamp off the start of a line; what says more than the time (the level of klog and env_logger) stays. */
export function withoutTimestamp(text: string): string {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) {
    if (isGithubTimestamp(text)) return text.slice(29);
    // Each numeric form has a separator among its first five characters.
    return /^\d{1,10}[-/:. T]/.test(text.slice(0, 11)) || /^\d{8}/.test(text) ? cut(BARE, text) : text;
  }
  if (first === 91) {
    const second = text.charCodeAt(1);
    if (!(second >= 48 && second <= 57) && second !== 32 && !isCapital(second)) return text;
    const rest = cut(BRACKETED, text);
    if (rest !== text) return rest;
    BRACKETED_WITH_MORE.lastIndex = 0;
    return BRACKETED_WITH_MORE.test(text) ? `[${text.slice(BRACKETED_WITH_MORE.lastIndex)}` : text;
  }
  if (first === 40) return cut(IN_PARENTHESES, text);
  if (first === 116) return cut(AS_FIELD, text);
  const second = text.charCodeAt(1);
  if (second >= 48 && second <= 57) {
    KLOG.lastIndex = 0;
    const klog = KLOG.exec(text);
    return klog === null ? text : `${klog[1]} ${text.slice(KLOG.lastIndex)}`;
  }
  return text.charCodeAt(3) === 32 || text.charCodeAt(3) === 44 ? cut(NAMED_BARE, text) : text;
}
