import { isUtf8 } from 'node:buffer';
import { redact, redactDeep } from '../../redact/redact.ts';
import { oneLine, plainText } from '../../rendering/text.ts';
import { dataFolder } from '../broker/journal/data-folder.ts';
import {
  type DeadLetter,
  dataOf,
  listDeadLetters,
  removeDeadLetters,
  selectDeadLetters,
} from '../broker/journal/dead-letters.ts';
import { asJournalError, JournalError, openDatabase } from '../broker/journal/open-database.ts';

interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

/** Lists the dead letters of a folder, the oldest first; gives the exit code. */
export function listCommand(options: Options, streams: Streams): 0 | 1 {
  return withDatabase(options.data, streams, (database) => {
    const letters = listDeadLetters(database);
    if (options.json) {
      for (const letter of letters) streams.stdout.write(`${JSON.stringify(shown(letter))}\n`);
      return 0;
    }
    if (letters.length === 0) streams.stdout.write(`there are no dead letters in ${options.data}\n`);
    for (const letter of letters) streams.stdout.write(textOf(letter));
    return 0;
  });
}

/** Shows one dead letter whole: the event with its data, what became of it, and no secret; gives the exit code. */
export function showCommand(id: string, options: Options, streams: Streams): 0 | 1 {
  return withDatabase(options.data, streams, (database) => {
    const { chosen } = selectDeadLetters(listDeadLetters(database), { ids: [id] });
    if (chosen.length === 0) {
      streams.stderr.write(`watchkeeper: ${noSuchLetter(id, options.data)}\n`);
      return 1;
    }
    for (const letter of chosen) {
      const { attributes, ...rest } = letter;
      const event = { ...attributes, ...readable(dataOf(database, letter)) };
      const text = JSON.stringify(shown({ ...rest, event }), undefined, options.json ? 0 : 2);
      streams.stdout.write(`${text}\n`);
    }
    return 0;
  });
}

/** Which dead letters a command is told to take: one of these ways. */
export interface WhichLetters {
  readonly data: string;
  readonly all?: boolean;
  readonly trigger?: string;
}

/** Drops dead letters for good; gives the exit code: 1 where one that is named is not there, 2 for wrong use. */
export function dropCommand(ids: readonly string[], which: WhichLetters, streams: Streams): 0 | 1 | 2 {
  return withLetters(ids, which, streams, (database, letters) => {
    const count = removeDeadLetters(database, letters);
    const said = count === 1 ? '1 dead letter was' : `${count} dead letters were`;
    const { data } = which;
    streams.stdout.write(
      count === 0 ? `there is nothing to drop in ${data}\n` : `${said} dropped from ${data}\n`,
    );
  });
}

/**
 * Works on the dead letters that a command is told to take: on all of them, or, where one of the ids or the Trigger
 * is not there, on none. Gives the exit code.
 */
export function withLetters(
  ids: readonly string[],
  { data, all = false, trigger }: WhichLetters,
  streams: Streams,
  work: (database: ReturnType<typeof openDatabase>, letters: readonly DeadLetter[]) => void,
): 0 | 1 | 2 {
  if ([ids.length > 0, all, trigger !== undefined].filter(Boolean).length !== 1) {
    streams.stderr.write('watchkeeper: say which: ids, or --all, or --trigger NAME\n');
    return 2;
  }
  return withDatabase(data, streams, (database) => {
    const letters = listDeadLetters(database);
    const selection = all ? 'all' : trigger === undefined ? { ids } : { trigger };
    const { chosen, unknown } = selectDeadLetters(letters, selection);
    const missing = unknown.map((id) => noSuchLetter(id, data));
    if (trigger !== undefined && chosen.length === 0) missing.push(noSuchTrigger(trigger, letters, data));
    if (missing.length > 0) {
      for (const why of missing) streams.stderr.write(`watchkeeper: ${why}\n`);
      return 1;
    }
    work(database, chosen);
    return 0;
  });
}

/** Opens the events of a folder for a command; says what is wrong and gives 1 where that cannot be. */
function withDatabase(
  folder: string,
  { stderr }: Streams,
  work: (database: ReturnType<typeof openDatabase>) => 0 | 1,
): 0 | 1 {
  const file = dataFolder(folder).events;
  let database: ReturnType<typeof openDatabase> | undefined;
  try {
    database = openDatabase(file, { create: false });
    return work(database);
  } catch (error) {
    const known = asJournalError(error, file);
    if (!(known instanceof JournalError)) throw error;
    stderr.write(`watchkeeper: ${known.message}\n`);
    return 1;
  } finally {
    database?.close();
  }
}

function noSuchTrigger(name: string, letters: readonly DeadLetter[], folder: string): string {
  const names = [...new Set(letters.map(({ trigger }) => trigger))].sort();
  const there = names.length === 0 ? 'it has none at all' : `it has those of ${names.join(', ')}`;
  return `there is no dead letter of the Trigger ${name} in ${folder}: ${there}`;
}

/** What is said where an id is neither a number of the list nor that of an event in it. */
function noSuchLetter(id: string, folder: string): string {
  return `there is no dead letter ${id} in ${folder}: "watchkeeper dead-letters --data ${folder}" lists them`;
}

function textOf({ number, attributes, trigger, how, reason, attempts, at, replays }: DeadLetter): string {
  const event = `${attributes.type ?? ''} ${attributes.id ?? ''} from ${attributes.source ?? ''}`;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const replayed = replays === 0 ? '' : `, replayed ${replays === 1 ? 'once' : `${replays} times`}`;
  const line = `${trigger}: ${reason}; ${tries}, ${how} ${at}${replayed}`;
  return `${String(number).padStart(5)}  ${onScreen(event)}\n       ${onScreen(line)}\n`;
}

/** Data as text where they are text, parsed where they are JSON; otherwise in base64, as in the event format. */
function readable(data: Uint8Array): object {
  if (data.length === 0) return {};
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!isUtf8(bytes)) return { data_base64: bytes.toString('base64') };
  const text = bytes.toString('utf8');
  try {
    return { data: JSON.parse(text) as unknown };
  } catch {
    return { data: text };
  }
}

function onScreen(text: string): string {
  return redact(oneLine(plain(text)));
}

/** Without secrets: what hides in a text is taken out first, or it would come together to a secret afterwards. */
function shown(value: unknown): unknown {
  return redactDeep(plainDeep(value, 0));
}

const DEEPEST = 64;

function plainDeep(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return plain(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => plainDeep(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [plain(name), plainDeep(item, depth + 1)]),
  );
}

// What an event says must not steer the terminal: escapes, and signs that turn the order of letters.
function plain(text: string): string {
  return plainText(text).replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');
}
