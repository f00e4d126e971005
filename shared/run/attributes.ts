import { type Refusal, refuse } from './refusal.ts';
import type { Event } from './stamp.ts';

const NAME = /^[a-z0-9]+$/;

/** True for a name that an attribute may have (CloudEvents §3.1.1); `data` is reserved. */
export function isAttributeName(name: string): boolean {
  return NAME.test(name) && name !== 'data';
}

const PRINTABLE_ASCII = /^[\t -~]*$/;
// CloudEvents §3.1.2, String. A tab is a control character too, but Brokers let it pass, HTTP allows it in a header
// (RFC 9110 §5.5), and it can neither end a header nor a line.
const FORBIDDEN = /[\p{Cc}--\t]|\p{Noncharacter_Code_Point}|\p{Surrogate}/v;

/** True where all characters may stand in a String attribute: no control characters but tab, no noncharacters, no lone surrogates. */
export function isAllowedString(text: string): boolean {
  return PRINTABLE_ASCII.test(text) || !FORBIDDEN.test(text);
}

/** True for a whole number of 32 bits, the only numbers that attributes may be. */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -2_147_483_648 && value <= 2_147_483_647;
}

const RFC3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** True for a date and time that RFC 3339 §5.6 allows and the calendar has. */
export function isTimestamp(text: string): boolean {
  const match = RFC3339.exec(text);
  if (!match) return false;
  if (Number(match[3]) <= 28) return true;
  // Leap years repeat every 400 years, and Date.UTC would take years below 100 for those of the 20th century.
  const lastDay = new Date(Date.UTC(2000 + (Number(match[1]) % 400), Number(match[2]), 0)).getUTCDate();
  return Number(match[3]) <= lastDay;
}

const PLAIN_PATH = /^[/\w.~-]+$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * True for a URI-reference in its structure (RFC 3986 §4.1): scheme, authority and percent-encoding are checked.
 * Characters that a URI would have to encode are taken, since Brokers deliver them decoded.
 */
export function isUriReference(text: string): boolean {
  if (PLAIN_PATH.test(text)) return true;
  if (text === '' || /%(?![0-9A-Fa-f]{2})/.test(text)) return false;
  // A colon in the first segment ends a scheme, or the reference is none (RFC 3986 §4.2).
  if (/^[^/?#]*:/.test(text) && !SCHEME.test(text)) return false;
  return URL.canParse(text, 'http://base.invalid/');
}

/** True for a URI with a scheme; a fragment is taken. */
export function isUri(text: string): boolean {
  return SCHEME.test(text) && isUriReference(text);
}

const STRINGS = ['id', 'source', 'type', 'subject', 'time', 'dataschema', 'datacontenttype'];

/**
 * Makes an event of attributes whose names and characters are checked; `sent` has the source and the dataschema
 * before they were percent-decoded. Optional attributes of the specification that are empty count as unset, as they
 * do for Brokers.
 */
export function toEvent(
  attributes: Record<string, unknown>,
  sent: { readonly source?: unknown; readonly dataschema?: unknown } = attributes,
): { readonly event: Event } | { readonly refusal: Refusal } {
  if (attributes.specversion === undefined) {
    return refuse('specversion-missing', 'the event has no specversion');
  }
  if (attributes.specversion !== '1.0') return refuse('specversion-unknown', 'the specversion is not 1.0');
  for (const name of STRINGS) {
    const value = attributes[name];
    if (value === '') delete attributes[name];
    else if (value !== undefined && typeof value !== 'string') {
      return refuse('attribute-type', `the attribute ${name} has to be a string`);
    }
  }
  const { id, source, type, time, dataschema } = attributes;
  if (id === undefined) return refuse('id-missing', 'the event has no id');
  if (source === undefined) return refuse('source-missing', 'the event has no source');
  if (type === undefined) return refuse('type-missing', 'the event has no type');
  // Some senders encode a URI for the header once more, others (Brokers among them) send it as it is.
  if (!isUriReference(String(source)) && !isUriReference(String(sent.source))) {
    return refuse('source-not-uri', 'the source is not a URI-reference');
  }
  if (dataschema !== undefined && !isUri(String(dataschema)) && !isUri(String(sent.dataschema))) {
    return refuse('dataschema-not-uri', 'the dataschema is not an absolute URI');
  }
  if (time !== undefined && !isTimestamp(String(time))) {
    return refuse('time-not-rfc3339', 'the time is not in the form of RFC 3339');
  }
  return { event: attributes as Event };
}
