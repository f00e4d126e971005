/** A way in which a secret gets into a log other than as it is, and how a reader of the output would undo it. */
export interface Mutation {
  /** The figure: secrets.NAME. */
  readonly name: string;
  /** The text as logged; `start` and `end` bound the secret in it. */
  readonly apply: (text: string, start: number, end: number) => string;
  readonly undo: (output: string) => string[];
}

const partialLine = 16_384;
const colour = new RegExp(`${'\u001b'}\\[[0-9;]*m`, 'g');
const time = '2024-03-05T10:11:12.131415161Z';

export const mutations: readonly Mutation[] = [
  { name: 'plain', apply: (text) => text, undo: (output) => [output] },
  {
    name: 'jsonEscaped',
    apply: (text) => JSON.stringify({ level: 'info', message: text }),
    undo: (output) => [output, unescapeJson(output)],
  },
  {
    name: 'jsonEscapedTwice',
    apply: (text) => JSON.stringify({ log: JSON.stringify({ message: text }) }),
    undo: (output) => [output, unescapeJson(output), unescapeJson(unescapeJson(output))],
  },
  {
    name: 'urlEncoded',
    apply: (text) => `GET /callback?state=1&body=${encodeURIComponent(text.toWellFormed())}&done=1 200`,
    undo: (output) => [output, output.replace(/(?:%[0-9A-F]{2})+/gi, decodeOr)],
  },
  {
    name: 'base64',
    apply: (text) => `payload: ${Buffer.from(text).toString('base64')} (${text.length} characters)`,
    undo: (output) => [output, ...decodeRuns(output)],
  },
  {
    name: 'ansiSplit',
    apply: (text, start, end) => {
      const middle = (start + end) >> 1;
      return `${text.slice(0, middle)}\u001b[0m\u001b[1;31m${text.slice(middle)}`;
    },
    undo: (output) => [output, output.replaceAll(colour, '')],
  },
  {
    name: 'partialSplit',
    apply: splitAtPartialLine,
    undo: (output) => [output, joinPartialLines(output)],
  },
];

/** Each line in the container runtime's dress; the line with the secret ends a part within it, at 16 KiB where it is the first line. */
function splitAtPartialLine(text: string, start: number, end: number): string {
  const middle = (start + end) >> 1;
  const padding = 'progress '.repeat(2_000).slice(0, Math.max(0, partialLine - middle - 1));
  const before = text.slice(0, middle).includes('\n') ? '' : `${padding} `;
  const dressed = (lines: string, last: string) =>
    lines
      .split('\n')
      .map((line, index, all) => `${time} stdout ${index === all.length - 1 ? last : 'F'} ${line}`)
      .join('\n');
  return `${dressed(before + text.slice(0, middle), 'P')}\n${dressed(text.slice(middle), 'F')}`;
}

function joinPartialLines(output: string): string {
  return output
    .replaceAll(/\n\S+ std(?:out|err) F /g, '\n')
    .replaceAll(/(?<=^|\n)\S+ stdout P ([^\n]*)\n/g, '$1');
}

function unescapeJson(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string) =>
    code === undefined
      ? ({ n: '\n', t: '\t', r: '\r' }[character] ?? character)
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function decodeOr(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function decodeRuns(output: string): string[] {
  return (output.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((shift) => Buffer.from(run.slice(shift), 'base64').toString()),
  );
}
