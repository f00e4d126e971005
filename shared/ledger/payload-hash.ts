import { hash } from 'node:crypto';

/** What of an event is its payload. */
export interface Payload {
  readonly type: string;
  readonly data?: unknown;
  readonly data_base64?: string | undefined;
}

/**
 * What tells one payload from another: its type, and SHA-256 of its data as JSON.stringify writes them, so that a
 * redelivery in another mode, or a replay that writes the JSON anew, is the same event. `bytes` are the data as they
 * came, where they came alone: most senders write as JSON.stringify does, and then writing it again is saved.
 */
export function payloadHashOf({ type, data, data_base64 }: Payload, bytes?: Uint8Array): string {
  return `${type} ${hash('sha256', written(data === undefined ? data_base64 : data, bytes))}`;
}

function written(data: unknown, bytes: Uint8Array | undefined): string | Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === 'object' && data !== null && bytes !== undefined && isWrittenCompactly(bytes))
    return bytes;
  return JSON.stringify(data) ?? '';
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COLON = 0x3a;
const OPENING_BRACE = 0x7b;
const AVOIDABLE = [Buffer.from('\\u'), Buffer.from('\\/')];

/** Whoever puts no space around the first key puts none anywhere; escapes that could be left out give others away. */
function isWrittenCompactly(bytes: Uint8Array): boolean {
  const text = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text[0] !== OPENING_BRACE || text[1] !== QUOTE || (text.at(-1) ?? 0) <= SPACE) return false;
  const keyEnd = text.indexOf(QUOTE, 2);
  if (text[keyEnd + 1] !== COLON || (text[keyEnd + 2] ?? 0) <= SPACE) return false;
  return !AVOIDABLE.some((written) => text.includes(written));
}
