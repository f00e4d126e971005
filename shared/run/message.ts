import type { Refusal } from './refusal.ts';
import type { Event } from './stamp.ts';

/** Headers as Node hands them over: names in lower case, each byte of a value one character. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An HTTP request or answer that holds an event. */
export interface Message {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * What a message held. `overruled` names attributes for which a header said something else than the structured
 * body, which wins (HTTP binding §3.2.3).
 */
export type Read =
  | { readonly event: Event; readonly overruled?: readonly string[] }
  | { readonly refusal: Refusal };

/** The value of a header that should stand once; several are joined as Node joins them. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}
