import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder } from '../../../data-folder.ts';
import { readRequest, readText, tableAfter } from './recorded.ts';
import { type Respond, rigBroker, type Subscriber, startSubscriber, to } from './rig.ts';

const dir = dataFolder('knative-wire');
const TIMES_OUT = /^timeout (PT\S+),/;
const REPLY = { specversion: '1.0', id: 'r1', source: '/rig/subscriber', type: 'rig.reply', data: { a: 1 } };

/** A row of the table of STATUS.md, its cells read. */
interface Row {
  readonly name: string;
  readonly answers: string;
  readonly attempts: number;
  readonly redirects: number;
  readonly intervals: readonly number[] | undefined;
  readonly deadLetters: number;
  readonly deadLetterIntervals: readonly number[];
  readonly lost: boolean;
  readonly error: string;
  readonly replyRouted: boolean;
  readonly ingress: number;
}

function rowOf([
  subscriber = '',
  attempts = '',
  intervals = '',
  sink = '',
  error = '',
  reply = '',
  ingress = '',
]: string[]): Row {
  const colon = subscriber.indexOf(': ');
  const listed = (text: string) => JSON.parse(/\[[\d, ]*\]/.exec(text)?.[0] ?? '[]') as number[];
  return {
    name: subscriber.slice(0, colon),
    answers: subscriber.slice(colon + 2),
    attempts: Number.parseInt(attempts, 10),
    redirects: Number(/\+(\d+) followed redirect/.exec(attempts)?.[1] ?? 0),
    intervals: attempts.includes('not visible') || intervals === '-' ? undefined : listed(intervals),
    deadLetters: sink === '-' ? 0 : Number.parseInt(sink, 10),
    deadLetterIntervals: listed(sink),
    lost: sink.includes('then lost') || (ingress === '500' && sink === '-'),
    error,
    replyRouted: reply === 'yes',
    ingress: Number(ingress),
  };
}

/** The body that a row describes: quoted as Python does, long ones by their beginning and length. */
function bodyOf(answers: string): string {
  if (answers.includes('empty body')) return '';
  const quoted = /body (['"])(.*)\1(\.\.\.)? \((\d+) bytes\)/.exec(answers);
  if (!quoted) return /^[2]/.test(answers) ? '' : 'it failed';
  if (answers.includes('application/cloudevents+json')) return JSON.stringify(REPLY);
  const text = (quoted[2] ?? '').replaceAll('\\n', '\n');
  return quoted[3] === undefined ? text : text.padEnd(Number(quoted[4]), 'x');
}

/** How the subscriber of a row answers. */
function respondOf(answers: string, subscriber: Subscriber): Respond {
  if (TIMES_OUT.test(answers)) return () => {};
  if (answers === 'closes the connection') return (response) => response.destroy();
  if (answers.includes('no timeout set')) return (response) => setImmediate(() => response.end());
  const [first, second] = /^(\d{3}) then (\d{3})$/.exec(answers)?.slice(1).map(Number) ?? [];
  if (first !== undefined) {
    return (response, _request, number) => {
      response.statusCode = (number === 1 ? first : second) ?? 0;
      response.end();
    };
  }
  const status = Number(/^(\d{3})\b/.exec(answers)?.[1]);
  const body = bodyOf(answers);
  return (response) => {
    response.statusCode = status;
    for (const [, name = '', value = ''] of answers.matchAll(
      /(Content-Type|Retry-After|Location): ([^,\s]+)/g,
    )) {
      const local = name === 'Location' ? new URL(new URL(value).pathname, subscriber.base).href : value;
      response.setHeader(name, local);
    }
    response.end(body);
  };
}

function subscriberOf(answers: string): object {
  if (answers === 'connection refused') return { uri: 'http://127.0.0.1:1/s/refused' };
  // A label of more than 63 characters is refused before any name server is asked.
  if (answers.startsWith('host name does not resolve'))
    return { uri: `http://${'x'.repeat(64)}.invalid/s/nodns` };
  return to('/s/subscriber');
}

function deliveryOf(answers: string): object {
  const found = (pattern: RegExp): string | undefined => pattern.exec(answers)?.[1];
  const retryAfterMax = found(/retryAfterMax (PT\S+)/);
  const timeout = found(TIMES_OUT);
  return {
    retry: Number(found(/\bretry (\d+)/) ?? 2),
    backoffPolicy: found(/backoffPolicy (\w+)/) ?? 'exponential',
    backoffDelay: 'PT0.2S',
    ...(retryAfterMax === undefined ? {} : { retryAfterMax }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(answers.includes('no deadLetterSink') ? {} : { deadLetterSink: to('/s/dls') }),
  };
}

describe.skipIf(!dir)('the recorded table of status codes (needs the data folder knative-wire)', () => {
  const rows = tableAfter(readText(dir, 'STATUS.md'), '# Status-code behaviour').map(rowOf);
  const files = dir === undefined ? [] : readdirSync(join(dir, 'arrived'));
  let subscriber: Subscriber;
  beforeAll(async () => {
    subscriber = await startSubscriber();
  });
  afterEach(() => subscriber.reset());
  afterAll(() => subscriber.close());

  /** The dead letter as it was recorded for a case, if one was. */
  function recordedDeadLetter(name: string) {
    const found = files
      .filter((file) => file === `d-st${name}.http` || file.startsWith(`d-st${name}.`))
      .map((file) => readRequest(readFileSync(join(dir ?? '', 'arrived', file))));
    return found.find(({ line }) => line.includes('/s/dls'));
  }

  async function walk(row: Row) {
    const { answers } = row;
    const silent = TIMES_OUT.test(answers);
    subscriber.on('/s/subscriber', respondOf(answers, subscriber));
    if (answers.includes('the sink itself answers 503')) {
      subscriber.on('/s/dls', (response) => {
        response.statusCode = 503;
        response.end();
      });
    }
    if (answers.includes('the sink answers 200 with a CloudEvent')) {
      subscriber.on('/s/dls', (response) => {
        response.setHeader('content-type', 'application/cloudevents+json');
        response.end(JSON.stringify(REPLY));
      });
    }
    const rig = rigBroker(
      subscriber,
      {
        first: {
          filters: [{ not: { exact: { type: 'rig.reply' } } }],
          subscriber: subscriberOf(answers),
          delivery: deliveryOf(answers),
        },
        second: { filters: [{ exact: { type: 'rig.reply' } }], subscriber: to('/s/second') },
      },
      {
        answer: 'after-delivery',
        sleep: async (ms) => {
          // The timeout of a subscriber that never answers runs out once the request has come.
          if (silent && ms === 2_000)
            await subscriber.has('/s/subscriber', subscriber.at('/s/subscriber').length + 1);
        },
      },
    );
    const answer = await rig.send({ 'ce-type': 'rig.st' });
    return { ...rig, answer };
  }

  test('the table is there', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test.each(rows)('$name: $answers', async (row) => {
    const { answer, named } = await walk(row);
    const tried = named('failed').filter(({ towards }) => towards === 'subscriber').length;
    expect(tried + named('delivered').filter(({ trigger }) => trigger === 'first').length).toBe(row.attempts);
    expect(subscriber.arrived.filter(({ path }) => path.includes('redirected')).length).toBe(row.redirects);
    expect(subscriber.at('/s/dls').length).toBe(row.deadLetters);
    expect(subscriber.at('/s/second').length).toBe(row.replyRouted ? 1 : 0);
    expect(named('lost').length).toBe(row.lost ? 1 : 0);
    expect(answer.status).toBe(row.ingress);
    const timeoutMs = TIMES_OUT.test(row.answers) ? 2_000 : 0;
    const waited = (towards: string) =>
      named('retrying').flatMap((step) => (step.towards === towards ? [step.inMs] : []));
    if (row.intervals) expectIntervals(waited('subscriber'), row.intervals, timeoutMs);
    expectIntervals(waited('dead-letter-sink'), row.deadLetterIntervals, 0);
    for (const letter of subscriber.at('/s/dls')) {
      expect(errorOf(letter.headers)).toEqual(expectedError(row, subscriber));
      expect(letter.headers.prefer).toBeUndefined();
      expect(letter.body.toString()).toBe('{"d":1}');
    }
    const recorded = recordedDeadLetter(row.name);
    if (recorded) {
      const [letter] = subscriber.at('/s/dls');
      expect(attributesOf(letter?.headers ?? {})).toEqual(attributesOf(recorded.headers));
      expect(letter?.headers['ce-knativebrokerttl']).toBe(recorded.headers['ce-knativebrokerttl']);
      expect(letter?.headers['ce-knativeerrorcode']).toBe(recorded.headers['ce-knativeerrorcode']);
    }
  });

  test.each(
    rows.filter(({ error, answers }) => error.includes('of the body') && /body '[^']*' \(/.test(answers)),
  )('$name: the error data of the dead letter is the recorded one', async (row) => {
    await walk(row);
    const [letter] = subscriber.at('/s/dls');
    const recorded = recordedDeadLetter(row.name);
    expect(letter?.headers['ce-knativeerrordata']).toBe(recorded?.headers['ce-knativeerrordata']);
  });
});

/** The recorded intervals were measured under load: up to 60 ms late, a few early. */
function expectIntervals(asked: readonly number[], recorded: readonly number[], timeoutMs: number): void {
  expect(asked.length).toBe(recorded.length);
  for (const [at, ms] of asked.entries()) {
    const late = (recorded[at] ?? Number.NaN) - timeoutMs - ms;
    expect(late).toBeGreaterThanOrEqual(-10);
    expect(late).toBeLessThanOrEqual(60);
  }
}

type HeaderValues = Readonly<Record<string, string | string[] | undefined>>;

function errorOf(headers: HeaderValues) {
  const { 'ce-knativeerrorcode': code, 'ce-knativeerrordest': dest, 'ce-knativeerrordata': data } = headers;
  return { code, dest, data };
}

function expectedError({ error, answers }: Row, subscriber: Subscriber) {
  const code = /^code (\d+), dest the subscriber URL, data (.+)$/.exec(error);
  if (!code) return { code: undefined, dest: undefined, data: undefined };
  const destination = subscriberOf(answers) as { uri: string };
  const body = Buffer.from(bodyOf(answers)).toString('base64');
  const data = code[2] ?? '';
  return {
    code: code[1],
    dest: new URL(destination.uri, subscriber.base).href,
    data: data.includes('dispatch error: Post')
      ? expect.stringMatching(
          new RegExp(`^${Buffer.from('dispatch error: Post').toString('base64').slice(0, 24)}`),
        )
      : data === 'empty header'
        ? ''
        : body,
  };
}

function attributesOf(headers: HeaderValues): string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith('ce-'))
    .sort();
}
