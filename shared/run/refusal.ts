/**
 * Why a request is no event that can be handled, each with the status it is answered with. Neither 400 nor 415 is
 * retried (knative/specs, eventing data plane): the same bytes would be refused again.
 */
export const refusals = {
  'content-encoding': 415,
  'content-type': 400,
  batch: 415,
  format: 415,
  charset: 415,
  'json-not-utf8': 400,
  'json-invalid': 400,
  'json-too-deep': 400,
  'json-duplicate-key': 400,
  'json-proto-key': 400,
  'event-not-object': 400,
  'specversion-missing': 400,
  'specversion-unknown': 400,
  'id-missing': 400,
  'source-missing': 400,
  'type-missing': 400,
  'attribute-name': 400,
  'attribute-type': 400,
  'attribute-integer': 400,
  'attribute-character': 400,
  'attribute-encoding': 400,
  'source-not-uri': 400,
  'dataschema-not-uri': 400,
  'time-not-rfc3339': 400,
  'datacontenttype-header': 400,
  'data-twice': 400,
  'data-not-base64': 400,
  'data-not-text': 400,
} as const;

export type RefusalId = keyof typeof refusals;

/** A request that is not taken; the message is for the sender and repeats nothing of what came. */
export interface Refusal {
  readonly id: RefusalId;
  readonly status: 400 | 415;
  readonly message: string;
}

/** Makes a refusal; its status is looked up. */
export function refuse(id: RefusalId, message: string): { readonly refusal: Refusal } {
  return { refusal: { id, status: refusals[id], message } };
}
