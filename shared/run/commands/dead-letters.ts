import { isUtf8 } from 'node:buffer';
import { redact, redactDeep } from '../../redact/redact.ts';
import { oneLine, plainText } from '../../rendering/text.ts';
import { dataFolder } from '../broker/journal/data-folder.ts';
import {
  type DeadLetter,
  dataOf,
  listDeadLetters,
  selectDeadLetters,
} from '../broker/journal/dead-letters.ts';
import { JournalError, openDatabase } from '../broker/journal/open-database.ts';

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

/** Opens the events of a folder for a command; says what is wrong and gives 1 where that cannot be. */
export function withDatabase(
  folder: string,
  { stderr }: Streams,
  work: (database: ReturnType<typeof openDatabase>) => 0 | 1,
): 0 | 1 {
  let database: ReturnType<typeof openDatabase> | undefined;
  try {
    database = openDatabase(dataFolder(folder).events, { create: false });
    return work(database);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    stderr.write(`watchkeeper: ${error.message}\n`);
    return 1;
  } finally {
    database?.close();
  }
}

/** What is said where an id is neither a number of the list nor that of an event in it. */
export function noSuchLetter(id: string, folder: string): string {
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
