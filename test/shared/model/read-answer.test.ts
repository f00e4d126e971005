import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAnswer } from '../../../shared/model/read-answer.ts';
import { good, schema } from './asking.ts';

const json = JSON.stringify(good);

describe('reading an answer', () => {
  it.each([
    ['alone', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['among prose', `Sure! Here it is: ${json} I hope {this} helps.`],
    ['behind a thought', `<think>{"category":"network"} maybe</think>\n${json}`],
    ['as the last of two', `${JSON.stringify({ ...good, category: 'network' })}\n${json}`],
    ['behind one that does not fit', `{"draft":true} ${json} {"note":1}`],
  ])('row 50: finds it %s', (_, text) => {
    expect(readAnswer(text, schema)).toMatchObject({ kind: 'fits', answer: good });
  });

  it('is not led astray by braces, quotes and fences in a text', () => {
    const answer = { ...good, cause: 'a } and { and " and ``` and </think>' };
    for (const text of [
      JSON.stringify(answer),
      `\`\`\`\n${JSON.stringify({ ...good, cause: 'a } " { ```' })}\n\`\`\``,
    ]) {
      expect(readAnswer(text, schema).kind).toBe('fits');
    }
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['I cannot say.', 'no-json'],
    ['[1]', 'misfit'],
    ['"text"', 'misfit'],
    ['{"category":"network"}', 'misfit'],
    [`{"all": ${json}`, 'no-json'],
    [`{all: ${json}}`, 'no-json'],
  ])('row 50: reads %j as %s', (text, kind) => {
    expect(readAnswer(text, schema).kind).toBe(kind);
  });

  it('tells a wrong form from a wrong length', () => {
    expect(readAnswer('{}', schema)).toMatchObject({ structural: true });
    expect(readAnswer(JSON.stringify({ ...good, cause: 'x'.repeat(61) }), schema)).toMatchObject({
      structural: false,
      errors: expect.stringContaining('cause'),
    });
  });

  it('row 50: never takes a part of an answer that was cut', () => {
    const nested = z.object({ cause: z.string(), inner: z.object({ cause: z.string() }).optional() });
    const whole = JSON.stringify({ cause: 'outer', inner: { cause: 'inner' }, more: [1, { cause: 'list' }] });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.constantFrom('', '```json\n', 'Here: '),
        (length, before) => {
          expect(readAnswer(`${before}${whole.slice(0, length)}`, nested).kind).not.toBe('fits');
        },
      ),
    );
  });

  it.each([
    ['field that nobody asked for', { ...good, service: 'billing', action: 'restart' }],
    ['object that nobody asked for', { ...good, inner: { command: 'restart' } }],
  ])('row 51: takes no %s from an answer', (_, answer) => {
    const read = readAnswer(JSON.stringify(answer), schema);
    expect(read.kind === 'fits' && read.answer).toEqual(good);
  });

  it('looks at the last twenty objects of an answer and at no more', () => {
    expect(readAnswer(`${json}${'{}'.repeat(19)}`, schema).kind).toBe('fits');
    expect(readAnswer(`${json}${'{}'.repeat(20)}`, schema).kind).toBe('misfit');
  });

  it('takes no prototype from an answer', () => {
    const read = readAnswer(json.replace('{', '{"__proto__":{"polluted":true},'), schema);
    expect(read).toMatchObject({ kind: 'fits' });
    expect(Object.keys(read.kind === 'fits' ? read.answer : {})).toEqual(['category', 'cause', 'cites']);
  });
});
