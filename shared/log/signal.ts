import { endWords } from './ends.ts';
import { failureForms } from './failure-forms/all.ts';
import type { FailureForm, FormBody } from './failure-forms/failure-form.ts';
import { requiredWords } from './failure-forms/required-words.ts';
import type { LogLine } from './log.ts';
import { wordIndex } from './word-index.ts';

/** What one line says by itself about a failure. */
export interface Signal {
  /** The form's name, for a person. */
  readonly name: string;
  /** 0 to 1. */
  readonly strength: number;
  readonly body: FormBody;
}

/** Characters of a line that forms look at. */
export const longestForm = 400;
const wordsOnly = 'words of failure';
const levelPrefix =
  /^\s{0,8}(?:\[ ?(error|fail|fatal|severe|err|e|warn|warning|info|debug|wait)\s{0,3}\]|(\d{1,4}\) )?##\[(error|warning|command|debug|notice)\])\s?/i;
const buildKitPrefix = /^#\d{1,4} \d{1,6}\.\d{1,4} /;
const passed =
  /^\s{0,24}(?:[✓✔√]|ok \d|ok\b|PASS\b|\[\+\]|\[ {0,7}(?:OK|PASSED|RUN) {0,6}\])|(?:\b(?:OK|PASSED|SKIPPED|SUCCESS|PASS|passed|ignored)|[✓✔])(?: {0,3}[([].{0,30})?[.\s]{0,4}$/;
const skipped = /\bskipp(?:ed|ing)\b/i;
const commandEcho =
  /^\s{0,4}(?:\$ |\+{1,6} ?[\w'"[./-]|\[command\]|> \S{1,80}@\d|Run |(?:echo|printf|exit) )/;
const nothingFailed =
  /\b(?:0|no|without|zero) (?:\w{1,20} )?(?:errors?|failures?|failed|warnings?|issues?|problems?|offenses)\b|\b(?:errors?|failures?|failed|failing)\b\s{0,3}[:=]\s{0,3}0\b|\b0 (?:failing|errors)/i;
const somethingFailed =
  /\b[1-9]\d{0,6} (?:\w{1,20} )?(?:errors?|failures?|failed|failing)\b|\b(?:errors?|failures?|failed)\b\s{0,3}[:=]\s{0,3}[1-9]/i;
const warning = /\bwarn(?:ing)?s?\b|\bdeprecat|\bWARN\b/i;
const strongWord =
  /(?<![\w./\\$@#-])(?:errors?|fail(?:s|ed|ing|ures?)?|exceptions?|fatal|panic(?:ked)?|abort(?:ed|ing)?|cannot|can't|could ?n[o']t|could not|unable to|crash(?:ed)?|timed out|denied|refused|undefined)(?![\w/\\@]|\.\w|-\w|\(\))/i;
const weakWord =
  /(?<![\w./\\$@#-])(?:not found|no such|invalid|illegal|unexpected|expected|missing|mismatch|unknown|conflicts?|broken|killed|wrong|reject(?:ed)?|unresolved|not (?:ok|allowed|installed|available|defined|match)|exceeded|unused|required|must|please)(?![\w/\\@]|\.\w|-\w)/i;
const identifierOnly = /^\s{0,20}[\w./\\$@:-]{1,300}\s{0,4}$/;

function wordStrength(text: string): number {
  const strong = strongWord.exec(text);
  if (strong !== null) {
    const after = text.charAt(strong.index + strong[0].length);
    if (after === ':' || after === '!') return strong.index < 40 ? 0.55 : 0.45;
    return strong.index < 4 ? 0.45 : 0.35;
  }
  return weakWord.test(text) ? 0.22 : 0;
}

/** What a line may be, by the words in it: forms by index, or one of these. */
const anyWord = failureForms.length;
const placeInFile = anyWord + 1;
/** The key of a word of an end (see ends.ts). */
export const endWord = anyWord + 2;

const wordless = failureForms.flatMap(({ form }, index) =>
  requiredWords(form) === undefined ? [index] : [],
);
const wordsOf = (form: RegExp, key: number) => (requiredWords(form) ?? []).map((word) => ({ word, key }));
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/** Finds, in one look at each character of a line, which forms it may have. */
export const newFinder = wordIndex([
  ...failureForms.flatMap(({ form }, index) => wordsOf(form, index)),
  ...wordsOf(strongWord, anyWord),
  ...wordsOf(weakWord, anyWord),
  ...letters.map((letter) => ({ word: `${letter}:0`, key: placeInFile })),
  ...endWords.map((word) => ({ word, key: endWord })),
]);

const oddStart =
  /^(?:# ?[\w.-]{1,80}\/|_{3}|!{1,2} ?\S|[\t ]{0,12}\*\* \(|E {3}|[eE]: |-- [A-Z]{2}|[\t ]{0,40}(?:\d{1,6}(?:[):]| \|)|\[(?:[x!-]|KO)\] |[✗✘✖✕❌×●⛔]|!! |KO ))/;

/** Whether a line may have an odd start, by its first character: most begin with a letter that none has. */
function mayStartOddly(text: string): boolean {
  const code = text.charCodeAt(0);
  const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  return !isLetter || code === 101 || code === 69 || code === 75;
}

function formOf(text: string, candidates: readonly number[], odd: boolean): FailureForm | undefined {
  let best = failureForms.length;
  const consider = (index: number) => {
    if (index < best && failureForms[index]?.form.test(text) === true) best = index;
  };
  for (const index of candidates) consider(index);
  if (odd || candidates.includes(placeInFile) || oddStart.test(text))
    for (const index of wordless) consider(index);
  return failureForms[best];
}

const closingRemark = /^(?:\[Help|Re-run|To see the full|For more info|After correcting)/;

function isError(level: string): boolean {
  return level.startsWith('e') || level.startsWith('f') || level === 'severe';
}

function withLevel(signal: Signal, level: string, text: string): Signal {
  const { name, strength } = signal;
  if (isError(level)) {
    if (text.trim() === '') return signal;
    const least = closingRemark.test(text) ? 0.5 : 0.72;
    return strength >= least ? signal : { ...signal, strength: least, name: 'logged as an error' };
  }
  const warns = level.startsWith('warn') || (warning.test(text) && !/\berror\b/i.test(text));
  if (warns && name !== 'warnings count as errors') return { ...signal, strength: strength * 0.3 };
  const quiet = (level === 'info' || level === 'debug') && name === wordsOnly;
  return quiet ? { ...signal, strength: strength * 0.5 } : signal;
}

/** What a line says by itself about a failure, or undefined where it says nothing; `candidates` are what a finder found in it. */
export function signalOf(line: LogLine, candidates: readonly number[]): Signal | undefined {
  const odd = mayStartOddly(line.text) && oddStart.test(line.text);
  if (candidates.length === 0 && line.mark !== 'error' && !odd) return undefined;
  const whole = line.text.length > longestForm ? line.text.slice(0, longestForm) : line.text;
  const bracket = whole.indexOf('[');
  const prefix = bracket >= 0 && bracket < 14 ? levelPrefix.exec(whole) : null;
  const level = (prefix?.[1] ?? prefix?.[3] ?? line.mark ?? '').toLowerCase();
  const unleveled = prefix === null ? whole : whole.slice(prefix[0].length);
  const text = unleveled.startsWith('#') ? unleveled.replace(buildKitPrefix, '') : unleveled;
  const form = formOf(text, candidates, odd);
  const worded = form === undefined && candidates.includes(anyWord);
  if (form === undefined && !worded && !isError(level)) return undefined;
  if (passed.test(text) || skipped.test(text)) return undefined;
  if (nothingFailed.test(text) && !somethingFailed.test(text)) return undefined;
  const plain: Signal = form ?? {
    name: wordsOnly,
    strength: worded && !identifierOnly.test(text) ? wordStrength(text) : 0,
    body: 'block',
  };
  const signal = withLevel(plain, level, text);
  const echoed = line.mark === 'command' || commandEcho.test(text);
  const strength = echoed ? Math.min(signal.strength, 0.25) : signal.strength;
  return strength < 0.1 ? undefined : { name: signal.name, strength, body: signal.body };
}
