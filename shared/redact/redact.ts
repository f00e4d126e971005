import { type Effort, startAgain, startEffort } from './effort.ts';
import { findSecrets } from './find-secrets.ts';
import { keepJson } from './json-text.ts';
import { classifyName } from './secret-names.ts';
import { placeholder, replaceSpans } from './spans.ts';

const mostPasses = 8;
const wholeAgain = 131_072;
const neighbourhood = 32_768;
const deepest = 64;
const mostCauses = 8;

/**
 * The text with every secret in it replaced by `[redacted:KIND]`: a log line, an excerpt of many lines or a JSON text.
 * Line feeds stay where they were, and redacting twice changes nothing more.
 */
export function redact(text: string): string {
  const effort = startEffort();
  const once = redactOnce(text, effort);
  if (once === text) {
    return text;
  }
  startAgain(effort);
  return once.length <= wholeAgain ? settle(once, effort) : settleAround(once, effort);
}

function redactOnce(text: string, effort: Effort): string {
  const spans = keepJson(text, findSecrets(text, effort));
  return spans.length === 0 ? text : replaceSpans(text, spans);
}

/** What stood beside a secret may show as one only when that is gone: redacts until nothing changes. */
function settle(text: string, effort: Effort): string {
  let settled = text;
  for (let pass = 1; pass < mostPasses; pass++) {
    const next = redactOnce(settled, effort);
    if (next === settled) {
      return settled;
    }
    settled = next;
    startAgain(effort);
  }
  return settled;
}

/** The same for a long text, of which only what is near a placeholder can still change. */
function settleAround(text: string, effort: Effort): string {
  const parts: string[] = [];
  let done = 0;
  for (let mark = text.indexOf('[redacted:'); mark !== -1; mark = text.indexOf('[redacted:', done)) {
    const start = Math.max(done, text.lastIndexOf('\n', Math.max(0, mark - neighbourhood)) + 1);
    const end = endOfNeighbourhood(text, mark);
    parts.push(text.slice(done, start), settle(text.slice(start, end), effort));
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** The end of the line behind the last of the placeholders that follow each other from `mark` on within a neighbourhood. */
function endOfNeighbourhood(text: string, mark: number): number {
  let last = mark;
  for (
    let next = mark;
    next !== -1 && next - last <= neighbourhood;
    next = text.indexOf('[redacted:', last + 1)
  ) {
    last = next;
  }
  const feed = text.indexOf('\n', last + neighbourhood);
  return feed === -1 ? text.length : feed + 1;
}

/**
 * The plain data with every string in it redacted. Under a name that promises a secret (`password`, `apiToken`) strings
 * are withheld as a whole, and so are numbers under one that promises a password; errors become what `redactError` tells.
 */
export function redactDeep<T>(value: T): T {
  return redactValue(value, undefined, 0) as T;
}

function redactValue(value: unknown, withheld: string | undefined, depth: number): unknown {
  if (typeof value === 'string') {
    return withheld === undefined || value === '' ? redact(value) : placeholder(withheld);
  }
  if ((typeof value === 'number' || typeof value === 'bigint') && withheld === 'password') {
    return placeholder(withheld);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth >= deepest) {
    return '[too deep]';
  }
  if (value instanceof Error) {
    return redactError(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactValue(item, withheld, depth + 1));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      redact(name),
      redactValue(item, withheld ?? withheldUnder(name), depth + 1),
    ]),
  );
}

/** The kind of secret that `name` promises strongly enough to withhold whatever stands under it. */
function withheldUnder(name: string): string | undefined {
  const secret = classifyName(name);
  return secret === undefined ||
    secret.class === 'key' ||
    /^(?:auth|signature|sig|session|cookie)s?$/i.test(name)
    ? undefined
    : secret.kind;
}

/** What of an error may be logged. */
export interface RedactedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: RedactedError;
}

/** Type, message, code and stack of whatever was thrown, and of its causes (at most eight), redacted; for log serialisers. */
export function redactError(error: unknown): RedactedError {
  return redactCause(error, mostCauses);
}

function redactCause(error: unknown, left: number): RedactedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: redact(printed(error)) };
  }
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: redact(error.name),
    message: redact(error.message),
    ...(typeof error.stack === 'string' && { stack: redact(error.stack) }),
    ...((typeof code === 'string' || typeof code === 'number') && { code: redact(String(code)) }),
    ...(error.cause !== undefined && left > 0 && { cause: redactCause(error.cause, left - 1) }),
  };
}

function printed(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) {
    return String(thrown);
  }
  try {
    return JSON.stringify(redactDeep(thrown)) ?? '';
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
