import { failureForms } from './failure-forms/all.ts';
import type { FormBody } from './failure-forms/failure-form.ts';
import type { LogLine } from './log.ts';

/** What one line says by itself about a failure. */
export interface Signal {
  /** The form's name, for a person. */
  readonly name: string;
  /** 0 to 1. */
  readonly strength: number;
  readonly body: FormBody;
}

// One cheap test that most lines of a log do not pass; everything below runs on the rest only.
const suspicious =
  /err|fail|exception|fatal|panic|abort|cannot|can'?t |could ?n|unable|not (?:found|ok|up|in|match|allowed|formatted|installed|available|exist|declared|defined)|no such|denied|undefined|unresolved|undeclared|missing|invalid|illegal|unexpected|expected|traceback|unused|[✗✖✕❌✘●×⛔→]|\*\*|killed|dump|segm|timeout|timed out|exceeded|refused|mismatch|conflict|broken|unknown|required|please|must|never|dubious|warning|wrong|issue|violation|offense|problem|undef|reject|\[[x!-]\]|!!|\bKO\b|\.(?:go|l?hs|erl|js|ts|rb|py):\d|^[#!_] ?[\w. ]|^\S{1,200}:\d+:\d+:|^[eE]:? |^-- [A-Z]|^\s{0,8}\d{1,5}\) /i;

const levelPrefix =
  /^\s{0,8}(?:\[ ?(error|fail|fatal|severe|err|e|warn|warning|info|debug|wait)\s{0,3}\]|(\d{1,4}\) )?##\[(error|warning|command|debug|notice)\])\s?/i;
const buildKitPrefix = /^#\d{1,4} \d{1,6}\.\d{1,4} /;
const passed =
  /^\s{0,24}(?:[✓✔√]|ok \d|ok\b|PASS\b|\[\+\]|\[ {0,7}(?:OK|PASSED|RUN) {0,6}\])|(?:\b(?:OK|PASSED|SKIPPED|SUCCESS|PASS|passed|ignored)|[✓✔])(?: {0,3}[([].{0,30})?[.\s]{0,4}$/;
const skipped = /\bskipp(?:ed|ing)\b/i;
const commandEcho = /^\s{0,4}(?:\$ |\+{1,6} ?[\w'"[./-]|\[command\]|> \S{1,80}@\d|Run )/;
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

function formOf(text: string): Signal | undefined {
  for (const form of failureForms) {
    if (form.form.test(text)) return form;
  }
  return undefined;
}

/** What the line says by itself about a failure, or undefined where it says nothing: a cheap probe answers most lines. */
export function signalOf(line: LogLine): Signal | undefined {
  const whole = line.text.length > 400 ? line.text.slice(0, 400) : line.text;
  if (!suspicious.test(whole) && line.mark !== 'error') return undefined;
  const prefix = levelPrefix.exec(whole);
  const level = (prefix?.[1] ?? prefix?.[3] ?? line.mark ?? '').toLowerCase();
  const unleveled = prefix === null ? whole : whole.slice(prefix[0].length);
  const text = unleveled.startsWith('#') ? unleveled.replace(buildKitPrefix, '') : unleveled;
  if (passed.test(text) || skipped.test(text)) return undefined;
  if (nothingFailed.test(text) && !somethingFailed.test(text)) return undefined;
  const form = formOf(text);
  let strength = form?.strength ?? (identifierOnly.test(text) ? 0 : wordStrength(text));
  let name = form?.name ?? 'words of failure';
  const body = form?.body ?? 'block';
  if (level.startsWith('err') || level === 'e' || level.startsWith('f') || level === 'severe') {
    if (strength < 0.7) name = 'logged as an error';
    if (text.trim() !== '')
      strength = Math.max(
        strength,
        /^(?:\[Help|Re-run|To see the full|For more info|After correcting)/.test(text) ? 0.5 : 0.72,
      );
  } else if (
    level.startsWith('warn') ||
    (warning.test(text) && !/\berror\b/i.test(text) && name !== 'warnings count as errors')
  ) {
    strength *= 0.3;
  } else if ((level === 'info' || level === 'debug') && form === undefined) {
    strength *= 0.5;
  }
  if (line.mark === 'command' || commandEcho.test(text)) strength = Math.min(strength, 0.25);
  return strength < 0.1 ? undefined : { name, strength, body };
}
