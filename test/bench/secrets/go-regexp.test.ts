import { describe, expect, test } from 'vitest';
import { fromGo } from '../../../bench/secrets/go-regexp.ts';

describe('a regular expression of Go’s, in V8', () => {
  test.each([
    ['(?i)token=([a-f]+)', 'TOKEN=aBc', ['TOKEN=aBc', 'aBc']],
    ['a(?i)b|c', 'C', ['C']],
    ['(?:a(?i)b|c)(d)', 'Cd', ['Cd', 'd']],
    ['(?i)x(?-i:Y)([a-z0-9_-]{3})', 'XYA-9', ['XYA-9', 'A-9']],
    ['(?i)x(?-i:Y)([a-z0-9_-]{3})', 'Xya-9', undefined],
    ['(?s:.){0,9}(b)\\z', 'a\nb', ['a\nb', 'b']],
    ['(?P<name>[[:alnum:]]+)', '--a1--', ['a1', 'a1']],
    ['[^\\]a]([\\w-])', 'x-', ['x-', '-']],
  ])('%s in %j finds %j', (source, text, groups) => {
    const found = fromGo(source)?.exec(text);
    expect(found ? [...found] : undefined).toEqual(groups);
  });

  test('is undefined where V8 has no such thing', () => {
    expect(fromGo('(unclosed')).toBeUndefined();
  });
});
