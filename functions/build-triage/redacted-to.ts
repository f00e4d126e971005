import { redact } from '../../shared/redact/redact.ts';

/** The text without its secrets, then cut to at most `most` characters: half a secret would no longer look like one. */
export function redactedTo(most: number, text: string): string {
  return redact(text).slice(0, most);
}
