// Container runtimes and runners wrap each write of a container into a line of their own and split long ones:
// CRI (kubelet), docker's json-file driver, and GitLab's timestamped job logs.

import { plainBlock } from './terminal.ts';

/** Gives each line of the original exactly once, in order; what was split stands whole at its first number, and the others are empty. */
export type TakeLine = (number: number, text: string) => void;

interface Wrapped {
  readonly stream: string;
  readonly text: string;
  /** What may still come: the rest for certain (CRI, docker), or a next line that says it continues this one (GitLab). */
  readonly awaits: 'rest' | 'continuation' | undefined;
  readonly continues: boolean;
}

interface Waiting {
  readonly number: number;
  readonly stream: string;
  text: string;
  awaits: Wrapped['awaits'];
  cutCharacters: number;
}

/** Lines that may wait for the end of a split one; after these it is taken as it is. */
const MAX_WAITING = 1024;

/** Joins the partial lines of container runtimes; a joined line keeps both ends of at most `maxLineChars` characters. */
export function joinPartials(
  maxLineChars: number,
  take: TakeLine,
): { push: TakeLine; end: () => void; areWaiting: () => boolean } {
  let waiting: Waiting[] = [];

  function release(all: boolean): void {
    let count = 0;
    for (const line of waiting) {
      if (line.awaits !== undefined && !all && waiting.length - count <= MAX_WAITING) break;
      take(line.number, line.cutCharacters > 0 ? withCut(line, maxLineChars) : line.text);
      count += 1;
    }
    waiting = count === waiting.length ? [] : waiting.slice(count);
  }
  function push(number: number, text: string): void {
    const wrapped = unwrap(text);
    if (waiting.length === 0 && wrapped?.awaits === undefined) {
      take(number, wrapped === undefined ? text : wrapped.text);
      return;
    }
    const begun = wrapped && waiting.findLast((line) => line.awaits && line.stream === wrapped.stream);
    const joins = begun?.awaits === 'rest' || wrapped?.continues === true ? begun : undefined;
    for (const line of waiting) {
      if (line.awaits === 'continuation' && line !== joins) line.awaits = undefined;
    }
    if (joins !== undefined && wrapped !== undefined) {
      append(joins, wrapped.text, maxLineChars);
      joins.awaits = wrapped.awaits;
      waiting.push({ number, stream: '', text: '', awaits: undefined, cutCharacters: 0 });
    } else {
      waiting.push({
        number,
        stream: wrapped?.stream ?? '',
        text: wrapped?.text ?? text,
        awaits: wrapped?.awaits,
        cutCharacters: 0,
      });
    }
    release(false);
  }
  return { push, end: () => release(true), areWaiting: () => waiting.length > 0 };
}

function append(line: Waiting, text: string, maxLineChars: number): void {
  line.text += text;
  if (line.text.length <= maxLineChars) return;
  const half = Math.floor(maxLineChars / 2);
  line.cutCharacters += line.text.length - half * 2;
  line.text = line.text.slice(0, half) + line.text.slice(-half);
}

function withCut(line: Waiting, maxLineChars: number): string {
  const half = Math.floor(maxLineChars / 2);
  return `${line.text.slice(0, half)} [... ${line.cutCharacters} characters cut ...] ${line.text.slice(half)}`;
}

function unwrap(text: string): Wrapped | undefined {
  const first = text.charCodeAt(0);
  if (first === 123) return text.startsWith('{"log":"') ? dockerLine(text) : undefined;
  if (first < 48 || first > 57 || text.charCodeAt(10) !== 84) return undefined;
  const blank = text.indexOf(' ', 19);
  if (blank < 0 || blank > 36) return undefined;
  const next = text.charCodeAt(blank + 1);
  if (next === 115) return criLine(text, blank);
  return next >= 48 && next <= 102 ? gitlabLine(text, blank) : undefined;
}

/** `2024-01-01T10:00:00.000000000Z stdout P text`: https://github.com/kubernetes/design-proposals-archive (CRI log format). */
function criLine(text: string, blank: number): Wrapped | undefined {
  const tag = /^ (stdout|stderr) ([PF])(?::[^ ]{0,64})?(?: |$)/.exec(text.slice(blank, blank + 80));
  if (tag === null) return undefined;
  return {
    stream: tag[1] ?? '',
    text: text.slice(blank + tag[0].length),
    awaits: tag[2] === 'P' ? 'rest' : undefined,
    continues: false,
  };
}

/** `2024-01-01T10:00:00.000000Z 00O+text`: stream number, O or E, and + where the line goes on (GitLab's job log timestamps). */
function gitlabLine(text: string, blank: number): Wrapped | undefined {
  const tag = /^ ([0-9a-f]{2}[OE])([ +])/.exec(text.slice(blank, blank + 5));
  if (tag === null || text.charCodeAt(blank - 1) !== 90) return undefined;
  return {
    stream: tag[1] ?? '',
    text: text.slice(blank + 5),
    awaits: 'continuation',
    continues: tag[2] === '+',
  };
}

/** `{"log":"text\n","stream":"stdout","time":"…"}`: docker's json-file driver; a record without \n goes on. */
function dockerLine(text: string): Wrapped | undefined {
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== 'object' || record === null || !('log' in record) || !('time' in record))
      return undefined;
    if (typeof record.log !== 'string') return undefined;
    const whole = record.log.endsWith('\n');
    return {
      stream: 'stream' in record ? String(record.stream) : '',
      // A record is one write and one line; a line end inside it must not add a line.
      text: plainBlock((whole ? record.log.slice(0, -1) : record.log).replace(/\n/g, ' '), false),
      awaits: whole ? undefined : 'rest',
      continues: false,
    };
  } catch {
    return undefined;
  }
}
