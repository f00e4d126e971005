import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settings } from '../../shared/config.ts';
import { InvalidEventError, PermanentError, RetryLaterError } from '../../shared/errors.ts';
import { defineEvent, defineFunction } from '../../shared/function.ts';
import { invoke } from '../../shared/invoke.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { asked, collectLines, connected, envelope, oracle } from './run/apps.ts';

const never = new AbortController().signal;

const event = (members: object = {}): Event => ({ ...envelope, ...members });

/** A function that emits whatever it is told, declared or not. */
function careless(results: readonly unknown[], emits: readonly ReturnType<typeof defineEvent>[] = []) {
  return defineFunction({
    name: 'careless',
    description: 'Emits what it likes.',
    accepts: [asked],
    emits,
    settings: settings({}),
    connect: () => undefined,
    handle: () => results as never,
  });
}

const short = defineEvent({
  type: 'test.short.v1',
  description: 'Short.',
  schema: z.object({ text: z.string().max(5) }),
});

describe('the one road', () => {
  it('hands the handler the validated data, defaults filled in and unknown fields dropped', async () => {
    let seen: unknown;
    const fn = connected(
      oracle((received) => {
        seen = received;
      }),
    );
    const sent = event({
      subject: 's',
      time: '2026-06-18T00:00:00Z',
      myext: 'x',
      datacontenttype: 'application/json',
      data: { question: 'why', tone: 'polite' },
    });
    await invoke(fn, sent, never);
    expect(seen).toEqual({
      id: 'q-1',
      source: '/asker',
      type: 'test.asked.v1',
      subject: 's',
      time: '2026-06-18T00:00:00Z',
      data: { question: 'why', answers: 1 },
      extensions: { myext: 'x' },
    });
  });

  it('stamps results with ids that a redelivery repeats, and that no other event, function or place shares', async () => {
    const ids = async (members: object = {}) =>
      (
        await invoke(connected(), event({ data: { question: 'why', answers: 2 }, ...members }), never)
      ).events.map(({ id }) => id);
    const first = await ids();
    expect(await ids({ time: '2030-01-01T00:00:00Z' })).toEqual(first);
    const all = [...first, ...(await ids({ id: 'q-2' })), ...(await ids({ source: '/other' }))];
    expect(new Set(all).size).toBe(6);
  });

  it('passes the starting trace, the first cause and the hops on', async () => {
    const sent = event({ traceparent: '00-a', tracestate: 'b=c', correlationid: 'q-0', wkhops: '3' });
    const { events } = await invoke(connected(), sent, never);
    expect(events[0]).toMatchObject({
      traceparent: '00-a',
      tracestate: 'b=c',
      correlationid: 'q-0',
      causationid: 'q-1',
      wkhops: 4,
    });
  });

  it('row 19: ignores its own events, and cuts off what goes in circles at 16 hops', async () => {
    const own = event({ source: '/watchkeeper/oracle' });
    expect(await invoke(connected(), own, never)).toEqual({ events: [], ignored: 'own-event' });
    expect((await invoke(connected(), event({ wkhops: 15 }), never)).events).toHaveLength(1);
    await expect(invoke(connected(), event({ wkhops: 16 }), never)).rejects.toBeInstanceOf(PermanentError);
    await expect(invoke(connected(), event({ wkhops: '16' }), never)).rejects.toBeInstanceOf(PermanentError);
  });

  it.each(['nonsense', '-3', '1e99', ''])('counts hops that are no number (%s) as none', async (wkhops) => {
    const { events } = await invoke(connected(), event({ wkhops }), never);
    expect(events[0]?.wkhops).toBe(1);
  });

  it.each([
    {
      what: 'a type that is not accepted',
      members: { type: 'test.other.v1' },
      says: 'does not accept test.other.v1',
    },
    { what: 'no data', members: { data: undefined }, says: 'data: ' },
    { what: 'data that does not fit', members: { data: { question: 5 } }, says: 'question: ' },
    { what: 'data with two faults', members: { data: { answers: -1 } }, says: /question: .*; answers: / },
  ])('row 12: refuses $what, and says what', async ({ members, says }) => {
    const refused = invoke(connected(), event(members), never);
    await expect(refused).rejects.toBeInstanceOf(InvalidEventError);
    await expect(refused).rejects.toThrow(says);
  });

  it.each([
    { dataschema: 'https://example.com/asked/v2', taken: false },
    { dataschema: 'https://example.com/v2/asked.json', taken: false },
    { dataschema: 'https://example.com/test.asked.v12.json', taken: false },
    { dataschema: 'https://example.com/asked/2.0.0', taken: false },
    { dataschema: 'urn:example:asked:3.1', taken: false },
    { dataschema: 'https://example.com/asked/v1', taken: true },
    { dataschema: 'https://example.com/asked/1.9.3', taken: true },
    { dataschema: 'https://example.com/api/v2/test.asked.v1', taken: true },
    { dataschema: 'https://example.com/2026/asked', taken: true },
    { dataschema: 'https://example.com/asked/2026-06-18', taken: true },
    { dataschema: 'https://example.com:8443', taken: true },
    { dataschema: undefined, taken: true },
  ])('row 12: takes the dataschema $dataschema of a v1 type: $taken', async ({ dataschema, taken }) => {
    const invoked = invoke(connected(), event({ dataschema }), never);
    if (taken) expect((await invoked).events).toHaveLength(1);
    else await expect(invoked).rejects.toBeInstanceOf(InvalidEventError);
  });

  it('takes an event of any type where the function accepts *', async () => {
    const any = defineEvent({ type: '*', description: 'Any.', schema: z.unknown() });
    const sink = defineFunction({
      name: 'sink',
      description: 'Takes all.',
      accepts: [any],
      emits: [],
      settings: settings({}),
      connect: () => undefined,
      handle: () => [],
    });
    expect(
      await invoke(connected(sink), event({ type: 'whatever', dataschema: 'urn:x:9.0' }), never),
    ).toEqual({ events: [] });
  });

  it('sends nothing that was not declared or does not fit: a fault of the function, not of the event', async () => {
    const undeclared = invoke(connected(careless([{ type: 'test.other.v1', data: {} }])), event(), never);
    await expect(undeclared).rejects.toThrow(
      'careless sent the type test.other.v1, which it does not declare',
    );
    const results = [{ type: 'test.short.v1', data: { text: 'far too long' } }];
    const unfit = invoke(connected(careless(results, [short])), event(), never);
    await expect(unfit).rejects.toThrow(/^careless sent test\.short\.v1 with data that does not fit: text: /);
    await expect(unfit).rejects.not.toBeInstanceOf(InvalidEventError);
  });

  it('comes again after the deadline and at the end of the process', async () => {
    const stuck = oracle(() => new Promise(() => undefined));
    const late = invoke(connected(stuck, { deadlineMilliseconds: 1 }), event(), never);
    await expect(late).rejects.toBeInstanceOf(RetryLaterError);
    const ending = new AbortController();
    const cut = invoke(connected(stuck), event(), ending.signal);
    ending.abort();
    await expect(cut).rejects.toThrow('the process is shutting down');
  });

  it('gives the handler a logger with the event in each line, and the clock', async () => {
    const to = collectLines();
    let now: Date | undefined;
    const fn = connected(
      oracle((_event, run) => {
        run.log.info('one');
        run.log.info('two');
        now = run.now();
      }),
      { to },
    );
    await invoke(fn, event({ traceparent: '00-a' }), never);
    const about = { event: 'q-1', type: 'test.asked.v1', trace: '00-a' };
    expect(to.lines).toEqual([
      expect.objectContaining({ ...about, msg: 'one' }),
      expect.objectContaining({ ...about, msg: 'two' }),
    ]);
    expect(now).toEqual(new Date('2026-06-18T09:30:00Z'));
  });
});
