import { pino } from 'pino';
import { expect, test } from 'vitest';
import deadLetters from '../../../functions/dead-letters/function.ts';
import type { Connected } from '../../../shared/invoke.ts';
import { connect } from '../../../shared/run/connect.ts';
import { deliver } from '../../../shared/run/deliver.ts';
import { freshAround } from '../../fakes/around.ts';

const headers = {
  ...{ 'ce-id': '7', 'ce-source': '/s', 'ce-type': 't', 'ce-specversion': '1.0' },
  'ce-knativeerrorcode': '400',
  'ce-knativeerrordata': Buffer.from('the JSON is not valid').toString('base64'),
  'ce-knativearrivaltime': '2026-01-01T00:00:00Z',
  'content-type': 'application/json',
};

async function answered(given: Readonly<Record<string, string>>, body = '{no') {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
  const fn = (await connect(deadLetters, { LOG_LEVEL: 'error' }, log, freshAround())) as Connected;
  const around = { sink: undefined, shutdown: new AbortController().signal };
  const { answer } = await deliver(fn, { headers: given, body: Buffer.from(body) }, around);
  return { status: answer.status, lines: lines.map((line) => JSON.parse(line) as object) };
}

test.each([
  { what: 'broken JSON', given: headers, unreadable: 'the JSON is not valid' },
  {
    what: 'an old version',
    given: { ...headers, 'ce-specversion': '0.3' },
    unreadable: 'the specversion is not 1.0',
  },
])('tells what a Broker passed on though nobody can read it: $what', async ({ given, unreadable }) => {
  const { status, lines } = await answered(given);
  expect(status).toBe(202);
  expect(lines).toMatchObject([
    { event: '7', type: 't', source: '/s', status: '400', reason: 'the JSON is not valid', unreadable },
  ]);
});

test('refuses what is no event and came through no Broker', async () => {
  const { 'ce-knativearrivaltime': _, ...direct } = headers;
  expect((await answered(direct)).status).toBe(400);
});
