import type { Message } from '../../../shared/run/message.ts';

const REQUIRED = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };

/** A binary event with the required attributes and JSON; a header that is undefined is left out. */
export function binary(
  headers: Readonly<Record<string, string | undefined>> = {},
  body: string | Uint8Array = '{}',
): Message {
  const all = { ...REQUIRED, 'content-type': 'application/json', ...headers };
  const there = Object.entries(all).filter(([, value]) => value !== undefined);
  return { headers: Object.fromEntries(there), body: Buffer.from(body) };
}

/** A structured event whose envelope is `body`. */
export function structured(
  body: string | Uint8Array,
  contentType = 'application/cloudevents+json',
  headers: Readonly<Record<string, string>> = {},
): Message {
  return { headers: { ...headers, 'content-type': contentType }, body: Buffer.from(body) };
}
