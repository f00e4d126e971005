import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../shared/run/message.ts';
import { type RefusalId, refusals } from '../../../shared/run/refusal.ts';
import { readEvent, writeBinary, writeStructured } from '../../../shared/run/wire.ts';
import { dataFolder } from '../../data-folder.ts';

const folder = dataFolder('knative-wire');

/** The raw requests in one of the folders, each with its name. */
function requests(part: string): { readonly name: string; readonly message: Message }[] {
  if (folder === undefined) return [];
  return readdirSync(join(folder, part))
    .filter((name) => name.endsWith('.http') && !name.endsWith('-response.http'))
    .sort()
    .map((name) => ({ name, message: parse(readFileSync(join(folder, part, name))) }));
}

/** A request as Node would hand it over: names in lower case, each byte of a value one character. */
function parse(raw: Buffer): Message {
  const crlf = raw.indexOf('\r\n\r\n');
  const [end, gap] = crlf >= 0 ? [crlf, 4] : [raw.indexOf('\n\n'), 2];
  const headers: Record<string, string> = {};
  for (const line of raw.subarray(0, end).toString('latin1').split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: raw.subarray(end + gap) };
}

/** What arrived although the specification refuses it: a Broker checks less than a function has to. */
const refusedOnArrival: Readonly<Record<string, RefusalId>> = {
  'b-binary-invalidjson.http': 'json-invalid',
  'm-specversion-0.3-structured.http': 'specversion-unknown',
  'm-specversion-0.3.http': 'specversion-unknown',
};

/** What was sent and is refused by us; `alone` marks what the Broker's ingress lets pass (MALFORMED.txt). */
const refusedWhenSent: Readonly<Record<string, { readonly id: RefusalId; readonly alone?: true }>> = {
  'b-binary-invalidjson': { id: 'json-invalid', alone: true },
  'b-time-variants': { id: 'time-not-rfc3339' },
  'm-batch-empty': { id: 'batch' },
  'm-batch': { id: 'batch' },
  'm-binary-bad-contenttype': { id: 'content-type' },
  'm-binary-bad-dataschema': { id: 'dataschema-not-uri' },
  'm-binary-bad-source': { id: 'source-not-uri' },
  'm-binary-ext-dash': { id: 'attribute-name' },
  'm-binary-ext-underscore': { id: 'attribute-name' },
  'm-empty-id': { id: 'id-missing' },
  'm-get': { id: 'specversion-missing' },
  'm-missing-id': { id: 'id-missing' },
  'm-missing-source': { id: 'source-missing' },
  'm-missing-type': { id: 'type-missing' },
  'm-no-specversion': { id: 'specversion-missing' },
  'm-options': { id: 'specversion-missing' },
  'm-path-1': { id: 'specversion-missing' },
  'm-plain-json': { id: 'specversion-missing' },
  'm-put': { id: 'specversion-missing' },
  'm-root': { id: 'specversion-missing' },
  'm-specversion-0.3-structured': { id: 'specversion-unknown', alone: true },
  'm-specversion-0.3': { id: 'specversion-unknown', alone: true },
  'm-specversion-1.1': { id: 'specversion-unknown' },
  'm-structured-bad-base64': { id: 'data-not-base64' },
  'm-structured-bad-source': { id: 'source-not-uri' },
  'm-structured-bad-time': { id: 'time-not-rfc3339' },
  'm-structured-both-data': { id: 'data-twice', alone: true },
  'm-structured-empty-body': { id: 'json-invalid' },
  'm-structured-ext-bigint': { id: 'attribute-integer' },
  'm-structured-ext-dash': { id: 'attribute-name' },
  'm-structured-ext-float': { id: 'attribute-integer', alone: true },
  'm-structured-ext-object': { id: 'attribute-type' },
  'm-structured-ext-uppercase': { id: 'attribute-name', alone: true },
  'm-structured-invalid-json': { id: 'json-invalid' },
  'm-structured-missing-id': { id: 'id-missing' },
  'm-structured-numeric-id': { id: 'attribute-type' },
  'm-structured-xmlformat': { id: 'format' },
};

describe.skipIf(!folder)('requests of the real Broker (needs the data folder knative-wire)', () => {
  it.each([...requests('arrived'), ...requests('filters')])('as it arrived: $name', ({ name, message }) => {
    const read = readEvent(message);
    const id = refusedOnArrival[name];
    if (id !== undefined) {
      expect(read).toMatchObject({ refusal: { id } });
      return;
    }
    expect(read).toMatchObject({ event: { specversion: '1.0' } });
    if (!('event' in read)) return;
    // What came is written and read again without a loss.
    expect(readEvent(writeBinary(read.event))).toMatchObject({ event: read.event });
    expect(readEvent(writeStructured(read.event))).toEqual({ event: read.event });
  });

  it.each(requests('sent'))('as it was sent: $name', ({ name, message }) => {
    const refused = refusedWhenSent[name.replace(/\.sent\.http$/, '')];
    const read = readEvent(message);
    if (refused) expect(read).toMatchObject({ refusal: { id: refused.id, status: refusals[refused.id] } });
    else expect(read).toMatchObject({ event: { specversion: '1.0' } });
  });

  it('what the ingress refuses, we refuse; what we refuse alone is listed', () => {
    const answers = new Map<string, number>();
    for (const name of readdirSync(join(folder ?? '', 'sent'))) {
      const file = /^(.+)\.ingress-response\.http$/.exec(name)?.[1];
      if (file === undefined) continue;
      const status = /^HTTP\/1\.1 (\d{3})/.exec(
        readFileSync(join(folder ?? '', 'sent', name), 'latin1'),
      )?.[1];
      answers.set(file, Number(status));
    }
    const differing = requests('sent')
      .map(({ name, message }) => ({ name: name.replace(/\.sent\.http$/, ''), read: readEvent(message) }))
      .filter(({ name, read }) => 'refusal' in read !== [400, 405].includes(answers.get(name) ?? 0))
      // Answers to a path or a method: nothing of the event.
      .filter(({ name }) => !/^m-(?:path|root|unknown|options)/.test(name))
      .map(({ name }) => name);
    const alone = Object.keys(refusedWhenSent).filter(
      (name) => refusedWhenSent[name]?.alone && answers.has(name),
    );
    expect(differing.toSorted()).toEqual(alone.toSorted());
  });

  const subjects = {
    'b-binary-nonascii-percent.http': 'Grüße 日 100% raw space',
    'b-binary-nonascii-rawutf8.http': 'Grüße 日本',
    'b-structured-nonascii.http': 'Grüße, 日本語 "quoted" 100% 😀 tab\tend',
  };
  it.each(requests('arrived').filter(({ name }) => name in subjects))(
    'text is the same raw and encoded: $name',
    ({ name, message }) => {
      expect(readEvent(message)).toMatchObject({
        event: { subject: subjects[name as keyof typeof subjects] },
      });
    },
  );
});
