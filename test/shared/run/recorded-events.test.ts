import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedEvents, recordedEventsOf } from '../../../shared/run/recorded-events.ts';

const event = (id: string) => ({ specversion: '1.0', id, source: '/s', type: 'a.v1', data: { n: 1 } });

describe('recorded events', () => {
  it('are one document, however it is laid out', () => {
    expect(recordedEventsOf(JSON.stringify(event('1'), undefined, 2), 'x.json')).toMatchObject([event('1')]);
  });

  it('are one a line, with empty lines between them', () => {
    const text = `${JSON.stringify(event('1'))}\n\n${JSON.stringify(event('2'))}\r\n`;
    expect(recordedEventsOf(text, 'x.jsonl')).toMatchObject([event('1'), event('2')]);
  });

  it.each([
    { why: 'nothing', text: ' \n\n', says: 'x.json is empty: it should hold a CloudEvent in JSON' },
    { why: 'JSON that is no event', text: '{"id":"1"}', says: /^x\.json is no CloudEvent: \S/ },
    { why: 'a list', text: `[${JSON.stringify(event('1'))}]`, says: /^x\.json is no CloudEvent: \S/ },
    { why: 'no JSON', text: 'hello', says: /^x\.json, line 1 is no CloudEvent: \S/ },
    {
      why: 'a bad line',
      text: `${JSON.stringify(event('1'))}\n\n{"id":}\n`,
      says: /^x\.json, line 3 is no CloudEvent: \S/,
    },
    {
      why: 'the same key twice',
      text: `{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"a"}`,
      says: /^x\.json is no CloudEvent: \S/,
    },
  ])('are refused where the file holds $why, with file and line', ({ text, says }) => {
    expect(() => recordedEventsOf(text, 'x.json')).toThrow(says);
  });

  describe('of a file', () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'watchkeeper-events-'));
      await writeFile(join(folder, 'one.json'), JSON.stringify(event('1')));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('are read', async () => {
      await expect(recordedEvents(join(folder, 'one.json'))).resolves.toMatchObject([event('1')]);
    });

    it.each([
      { name: 'missing.json', says: 'missing.json: there is no such file' },
      { name: '', says: ': it is a directory; name a file in it' },
    ])('are refused with a sentence ("$says")', async ({ name, says }) => {
      await expect(recordedEvents(join(folder, name))).rejects.toThrow(says);
    });
  });
});
