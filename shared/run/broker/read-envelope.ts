import { headerOf, type Message } from '../message.ts';
import { readBinary } from './binary.ts';
import { type Envelope, normalise } from './envelope.ts';
import { readStructured } from './structured.ts';

/** What an HTTP message held: an event (perhaps one that `faultOf` refuses), something that claims to be one, or none. */
export type ReadEnvelope =
  | { readonly kind: 'event'; readonly envelope: Envelope }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'none' };

/** Reads an event in binary or structured mode, as leniently as Knative's ingress does. */
export function readEnvelope(message: Message): ReadEnvelope {
  const contentType = headerOf(message.headers, 'content-type') ?? '';
  const format = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (format.startsWith('application/cloudevents-batch')) return { kind: 'malformed', why: 'it is a batch' };
  const structured = format === 'application/cloudevents+json';
  if (!structured && !isKnown(headerOf(message.headers, 'ce-specversion'))) return { kind: 'none' };
  const written = structured ? readStructured(message.body) : readBinary(message);
  const read = 'why' in written ? written : normalise(written);
  return 'why' in read ? { kind: 'malformed', why: read.why } : { kind: 'event', envelope: read };
}

// 0.3 is still taken by Knative; the function has to refuse or mend it.
function isKnown(version: string | undefined): boolean {
  return version === '1.0' || version === '0.3';
}
