import { redact } from '../../shared/redact/redact.ts';
import { plainText } from '../../shared/rendering/text.ts';

/**
 * The text without what hides something in it, without its secrets, then cut to at most `most` characters: half a
 * secret would no longer look like one.
 */
export function redactedTo(most: number, text: string): string {
  return redact(plainText(text)).slice(0, most);
}
