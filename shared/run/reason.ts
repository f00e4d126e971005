import { redact } from '../redact/redact.ts';

// An answer of more than 768 bytes on a failure crashes the in-memory channel's dispatcher when there is a
// dead-letter sink, so a reason stays far below.
const MOST_BYTES = 512;

/** The body of a refusal: one line of at most 512 bytes, without a secret and without a stack. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return cut(redact(message.split('\n', 1)[0] ?? ''));
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MOST_BYTES) return text;
  // A character cut in half decodes to U+FFFD, which is taken off.
  return bytes
    .subarray(0, MOST_BYTES - 3)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
    .concat('…');
}
