import { type Headers, headerOf, type Message } from '../message.ts';
import type { Envelope } from './envelope.ts';

/**
 * Reads the attributes of binary mode. Values are not percent-decoded: what a producer had encoded arrives encoded
 * (recorded: b-binary-nonascii-percent).
 */
export function readBinary({ headers, body }: Message): Envelope {
  const attributes = attributesOf(headers);
  const contentType = headerOf(headers, 'content-type');
  if (contentType) attributes.datacontenttype = contentType;
  return { attributes, data: body };
}

function attributesOf(headers: Headers): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const header of Object.keys(headers)) {
    if (header.startsWith('ce-')) attributes[header.slice(3)] = textOf(headerOf(headers, header) ?? '');
  }
  return attributes;
}

// Node hands over each byte of a header as one character; Brokers send raw UTF-8.
function textOf(header: string): string {
  if (/^[\p{ASCII}]*$/v.test(header) || /[^\p{ASCII}\u0080-\u00ff]/v.test(header)) return header;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}

/**
 * Writes an event in binary mode as Knative's filter does: raw UTF-8 in the headers, nothing percent-encoded but
 * control characters, which would break the header.
 */
export function writeBinary({ attributes, data }: Envelope): Message {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    headers[name === 'datacontenttype' ? 'content-type' : `ce-${name}`] = headerText(String(value));
  }
  return { headers, body: data };
}

function headerText(text: string): string {
  const safe = text.replace(/[\p{Cc}--\t]/gv, encodeURIComponent);
  return Buffer.from(safe, 'utf8').toString('latin1');
}
