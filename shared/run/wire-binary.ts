import { isAllowedString, isAttributeName, toEvent } from './attributes.ts';
import { decodeHeaderValue } from './header-value.ts';
import type { MediaType } from './media-type.ts';
import { type Headers, headerOf, type Message, type Read } from './message.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readData } from './wire-data.ts';

/** Reads an event in binary mode: attributes from ce-* headers, data from the body. */
export function readBinary(message: Message, type: MediaType | undefined): Read {
  const { headers, body } = message;
  const named = readAttributes(headers);
  if ('refusal' in named) return named;
  const contentType = headerOf(headers, 'content-type')?.trim();
  if (contentType) named.attributes.datacontenttype = contentType;
  const read = toEvent(named.attributes, {
    source: headers['ce-source'],
    dataschema: headers['ce-dataschema'],
  });
  if ('refusal' in read) return read;
  const content = readData(body, type);
  if ('refusal' in content) return content;
  if (content.data !== undefined) read.event.data = content.data;
  return read;
}

function readAttributes(
  headers: Headers,
): { readonly attributes: Record<string, unknown> } | { readonly refusal: Refusal } {
  const attributes: Record<string, unknown> = {};
  for (const header in headers) {
    if (!header.startsWith('ce-')) continue;
    const name = header.slice(3);
    if (name === 'datacontenttype') {
      return refuse('datacontenttype-header', 'in binary mode datacontenttype is the Content-Type header');
    }
    if (!isAttributeName(name)) {
      return refuse('attribute-name', 'an attribute name is made of lower-case letters and digits');
    }
    const text = decodeHeaderValue(headerOf(headers, header) ?? '');
    if (text === undefined) return refuse('attribute-encoding', `the attribute ${name} is not UTF-8`);
    if (!isAllowedString(text)) {
      return refuse('attribute-character', `the attribute ${name} has a character that is not allowed`);
    }
    attributes[name] = text;
  }
  return { attributes };
}
