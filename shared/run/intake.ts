import type { Logger } from 'pino';
import { InvalidEventError } from '../errors.ts';
import type { IntakeDefinition, IntakeRequest, Run } from '../function.ts';
import { type Answer, failed, refused } from './answer.ts';
import { withinLimits } from './deadline.ts';
import type { Sink } from './forward.ts';
import { readJson } from './json.ts';
import { isJson, readMediaType } from './media-type.ts';
import { stamp } from './stamp.ts';

/** An intake with its settings read and its clients made. */
export interface ConnectedIntake {
  readonly definition: IntakeDefinition;
  readonly use: unknown;
  readonly log: Logger;
  readonly deadlineMilliseconds: number;
  readonly now: () => Date;
}

/**
 * Takes one webhook from request to answer: verified, parsed, turned into events, and 200 only when the sink has
 * accepted them all. What may succeed later is 503, never 429, since callers such as Alertmanager retry 5xx alone.
 */
export async function takeIn(
  intake: ConnectedIntake,
  request: IntakeRequest,
  around: { readonly sink: Sink; readonly shutdown: AbortSignal },
): Promise<Answer> {
  const limits = { deadlineMilliseconds: intake.deadlineMilliseconds, shutdown: around.shutdown };
  try {
    return await withinLimits(limits, (signal) => admit(intake, request, around.sink, signal()));
  } catch (thrown) {
    const answer = failed(thrown, intake.log);
    return answer.status === 429 ? { ...answer, status: 503 } : answer;
  }
}

async function admit(
  { definition, use, log, now }: ConnectedIntake,
  request: IntakeRequest,
  sink: Sink,
  signal: AbortSignal,
): Promise<Answer> {
  const run: Run = { log, signal, now };
  const refusal = await definition.verify(request, use, run);
  if (refusal) {
    log.warn({ status: refusal.status }, 'caller refused');
    return refused(refusal.status, refusal.message);
  }
  const body = definition.accepts.safeParse(parse(request));
  if (!body.success) throw new InvalidEventError('the request does not fit what is accepted here');
  const results = await definition.toEvents(body.data, use, run);
  const events = stamp(definition.name, definition.emits, results, { now: now() });
  for (const event of events) await sink.send(event, signal);
  log.info({ results: events.length, ids: events.map((event) => event.id) }, 'taken in');
  return { status: 200, headers: {}, outcome: 'done' };
}

/** The body as its type says: JSON or a form; a field that stands twice in a form is refused, as a key is in JSON. */
function parse(request: IntakeRequest): unknown {
  const type = readMediaType(request.headers['content-type'] ?? '');
  if (type?.essence === 'application/x-www-form-urlencoded') return parseForm(request.body);
  if (type === undefined || !isJson(type)) throw new InvalidEventError('send JSON or a form');
  const read = readJson(request.body);
  if ('fault' in read) throw new InvalidEventError(read.message);
  return read.value;
}

function parseForm(body: Uint8Array): unknown {
  const fields = [...new URLSearchParams(Buffer.from(body).toString('utf8'))];
  const form = new Map(fields);
  if (form.size !== fields.length) throw new InvalidEventError('the form has the same field twice');
  if (form.has('__proto__')) throw new InvalidEventError('the form has the field __proto__');
  return Object.fromEntries(form);
}
