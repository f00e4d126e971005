import { describe, expect, it } from 'vitest';
import { strictForm, withoutNulls } from '../../../../shared/adapters/model/strict-form.ts';
import { somePrompt } from './settings-for.ts';

describe('the strict form of a schema', () => {
  it('requires every property, lets those be null that were optional, closes objects, and keeps bounds', () => {
    expect(strictForm(somePrompt.schema)).toEqual({
      type: 'object',
      properties: {
        cause: { type: 'string', minLength: 1, maxLength: 200 },
        count: { type: 'integer', minimum: 0, maximum: 9 },
        lines: { type: 'array', items: { type: 'string', maxLength: 20 }, maxItems: 5 },
        note: { anyOf: [{ type: 'string', maxLength: 80 }, { type: 'null' }] },
        step: {
          anyOf: ['a', 'b'].map((kind) => ({
            type: 'object',
            properties: { kind: { type: 'string', const: kind } },
            required: ['kind'],
            additionalProperties: false,
          })),
        },
      },
      required: ['cause', 'count', 'lines', 'note', 'step'],
      additionalProperties: false,
    });
  });

  it('goes into definitions', () => {
    const schema = {
      $ref: '#/$defs/a',
      $defs: { a: { type: 'object', properties: { b: { type: 'null', default: null } } } },
    };
    expect(strictForm(schema)).toEqual({
      $ref: '#/$defs/a',
      $defs: {
        a: {
          type: 'object',
          properties: { b: { anyOf: [{ type: 'null' }, { type: 'null' }] } },
          required: ['b'],
          additionalProperties: false,
        },
      },
    });
  });
});

describe('an answer in strict form', () => {
  const item = {
    type: 'object',
    properties: {
      id: { type: 'string' },
      note: { type: 'string' },
      or: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    required: ['id', 'or'],
  };
  const schema = {
    type: 'object',
    properties: { items: { type: 'array', items: { $ref: '#/$defs/item' } }, more: { $ref: '#/$defs/item' } },
    required: ['items'],
    $defs: { item },
  };

  it.each([
    ['{"items":[{"id":"a","note":null,"or":null}],"more":null}', '{"items":[{"id":"a","or":null}]}'],
    ['{"items":[{"id":null,"or":"x"}]}', '{"items":[{"id":null,"or":"x"}]}'],
    ['{"items":[ ],"strange":null}', '{"items":[ ],"strange":null}'],
    ['{"more":{"id":"a","note":null,"or":"b"}}', '{"more":{"id":"a","or":"b"}}'],
    ['not JSON: {"note":null}', 'not JSON: {"note":null}'],
    ['null', 'null'],
    ['', ''],
  ])('loses only the nulls that stand for what is missing: %s', (text, expected) => {
    expect(withoutNulls(text, schema)).toBe(expected);
  });
});
