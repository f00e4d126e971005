import { isAllowedString, isTimestamp, isUri, isUriReference } from '../attributes.ts';
import { decodeHeaderValue } from '../header-value.ts';
import { readMediaType } from '../media-type.ts';
import type { Attributes } from './filter.ts';

/**
 * An event as a broker holds it: attributes, and data that is nobody's business but the subscriber's, so it stays
 * the bytes that came. That is why the wire, which reads data, is not used here, and why JSON that is no JSON still
 * reaches the function that has to refuse it, as it does in a cluster.
 */
export interface Envelope {
  readonly attributes: Attributes;
  readonly data: Uint8Array;
}

/** Attributes as they were written and the bytes of the data, or why there are none. */
export type Written = Envelope | { readonly why: string };

/** Why an event that could be read is not taken, or undefined: something required is missing, or is not what it should be. */
export function faultOf({ attributes }: Envelope): string | undefined {
  for (const name of ['id', 'source', 'type']) {
    if (attributes[name] === undefined) return `the event has no ${name}`;
  }
  const { dataschema, datacontenttype } = attributes;
  if (dataschema !== undefined && !isUri(String(dataschema))) return 'the dataschema is not an absolute URI';
  if (datacontenttype !== undefined && readMediaType(String(datacontenttype)) === undefined) {
    return 'the content type is not a media type';
  }
  // A subscriber decodes it and has to refuse it, and so does a dead-letter sink: it would be lost.
  for (const [name, value] of Object.entries(attributes)) {
    if (!canArrive(String(value))) return `the attribute ${name} has a character that is not allowed`;
  }
  return undefined;
}

const WITHOUT_ESCAPES = /^[ -$&-~]*$/;

/** Whether a subscriber that follows the HTTP binding can take it: it decodes percent-encoding, which the broker leaves as it came. */
function canArrive(value: string): boolean {
  if (WITHOUT_ESCAPES.test(value)) return true;
  if (!isAllowedString(value)) return false;
  const decoded = decodeHeaderValue(Buffer.from(value, 'utf8').toString('latin1'));
  return decoded !== undefined && isAllowedString(decoded);
}

const EXTENSION = /^[a-z0-9]+$/;
const DEFINED = ['id', 'source', 'type', 'subject', 'time', 'dataschema', 'datacontenttype', 'schemaurl'];

/** The event with its attributes as Knative's ingress writes them anew: names in lower case, time in UTC, source encoded. */
export function normalise(written: Envelope): Written {
  const attributes: Record<string, string | number | boolean> = {};
  for (const [spelled, value] of Object.entries(written.attributes)) {
    const name = spelled.toLowerCase();
    if (!EXTENSION.test(name)) return { why: `the attribute ${JSON.stringify(name)} has no valid name` };
    // An empty attribute of the specification counts as unset; an extension may be empty.
    if (DEFINED.includes(name) && String(value).trim() === '') continue;
    attributes[name] = value;
  }
  const { source, time } = attributes;
  if (source !== undefined) {
    if (!isUriReference(String(source))) return { why: 'the source is not a URI-reference' };
    attributes.source = encodeUri(String(source));
  }
  if (time !== undefined) {
    if (!isTimestamp(String(time))) return { why: 'the time is not in the form of RFC 3339' };
    attributes.time = inUtc(String(time));
  }
  return { attributes, data: written.data };
}

function encodeUri(uri: string): string {
  return uri.replace(/[^\u0021-\u007e]+|["<>\\^`{|}]+/g, (run) => encodeURIComponent(run.toWellFormed()));
}

// The same instant in UTC, without zeros at the end of the fraction (recorded: b-time-nanos).
function inUtc(time: string): string {
  const match = /^(.{19})(?:\.(\d+))?(.+)$/.exec(time.toUpperCase());
  const [, seconds = '', fraction = '', zone = ''] = match ?? [];
  const at = new Date(`${seconds}${zone}`);
  if (Number.isNaN(at.getTime())) return time;
  const kept = fraction.slice(0, 9).replace(/0+$/, '');
  return `${at.toISOString().slice(0, 19)}${kept === '' ? '' : `.${kept}`}Z`;
}
