import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../shared/log/read.ts';

const rows = [
  {
    name: 'names in brackets',
    log: [
      '[web] listening',
      '[api] listening',
      '[web] GET /',
      '[api] Error: no db',
      '[web   ] bye',
      '[api] bye',
    ],
    lanes: ['web', 'api', 'web', 'api', 'web', 'api'],
    texts: ['listening', 'listening', 'GET /', 'Error: no db', 'bye', 'bye'],
  },
  {
    name: 'docker compose',
    log: ['db-1   | 2024-01-01 10:00:00 UTC ready', 'web-1  | up', 'db-1   |   detail'],
    lanes: ['db-1', 'web-1', 'db-1'],
    texts: ['ready', 'up', '  detail'],
  },
  {
    name: 'kubectl logs --prefix',
    log: ['[pod/web-1/app] up', '[pod/web-1/proxy] up'],
    lanes: ['pod/web-1/app', 'pod/web-1/proxy'],
    texts: ['up', 'up'],
  },
  {
    name: 'stern',
    log: [
      'web-5d8f7c9b4-x2x9z app up',
      'api-6c9d8b7f5-q4w8z app up',
      'web-5d8f7c9b4-x2x9z app down',
      'api-6c9d8b7f5-q4w8z app down',
      'web-5d8f7c9b4-x2x9z app gone',
      'api-6c9d8b7f5-q4w8z app gone',
    ],
    lanes: Array.from({ length: 3 }, () => ['web-5d8f7c9b4-x2x9z app', 'api-6c9d8b7f5-q4w8z app']).flat(),
    texts: ['up', 'up', 'down', 'down', 'gone', 'gone'],
  },
  {
    name: 'turbo',
    log: [
      'web:build: > tsc',
      'ui:build: > tsc',
      'web:build: a.ts:1',
      'ui:build: ok',
      'web:build: failed',
      'ui:build: done',
    ],
    lanes: ['web:build', 'ui:build', 'web:build', 'ui:build', 'web:build', 'ui:build'],
    texts: ['> tsc', '> tsc', 'a.ts:1', 'ok', 'failed', 'done'],
  },
  {
    name: 'one prefix alone: it says nothing',
    log: ['[build] a', '[build] b', '[build] c', '[build] d', '[build] e', '[build] f'],
    lanes: Array(6).fill(undefined),
    texts: ['[build] a', '[build] b', '[build] c', '[build] d', '[build] e', '[build] f'],
  },
  {
    name: 'phases one after the other: nothing is mixed',
    log: ['[fetch] a', '[fetch] b', '[fetch] c', '[pack] d', '[pack] e', '[pack] f'],
    lanes: Array(6).fill(undefined),
    texts: ['[fetch] a', '[fetch] b', '[fetch] c', '[pack] d', '[pack] e', '[pack] f'],
  },
  {
    name: 'levels of Maven between lines of its plugins',
    log: ['[INFO] a', '[WARNING] b', '[INFO] c', '[ERROR] d', '[INFO] e', '[WARNING] f'],
    lanes: Array(6).fill(undefined),
    texts: ['[INFO] a', '[WARNING] b', '[INFO] c', '[ERROR] d', '[INFO] e', '[WARNING] f'],
  },
  {
    name: 'threads of a Java program',
    log: [
      '[main] INFO a',
      '[pool-1-thread-1] INFO b',
      '[main] INFO c',
      '[pool-1-thread-1] INFO d',
      '[main] INFO e',
      '[pool-1-thread-1] INFO f',
    ],
    lanes: Array(6).fill(undefined),
    texts: [
      '[main] INFO a',
      '[pool-1-thread-1] INFO b',
      '[main] INFO c',
      '[pool-1-thread-1] INFO d',
      '[main] INFO e',
      '[pool-1-thread-1] INFO f',
    ],
  },
  {
    name: 'a table',
    log: ['name | lines', 'a.ts | 90', 'b.ts | 80', 'c.ts | 70', 'all | 80'],
    lanes: Array(5).fill(undefined),
    texts: ['name | lines', 'a.ts | 90', 'b.ts | 80', 'c.ts | 70', 'all | 80'],
  },
];

describe('sets lanes and takes their prefix off only where several are mixed', () => {
  test.each(rows)('$name', ({ log, lanes, texts }) => {
    const { lines } = readLogText(log.join('\n'));
    expect(lines.map((line) => line.lane)).toEqual(lanes);
    expect(lines.map((line) => line.text)).toEqual(texts);
  });
});

test("makes a section of each step of Tekton's interleaved log", () => {
  const { lines, sections } = readLogText(
    '[build : fetch] a\n[test : unit] b\n[build : fetch] c\n[test : unit] d\n',
  );
  expect(sections).toEqual([
    { name: 'build : fetch', line: 1, lineEnd: 3 },
    { name: 'test : unit', line: 2, lineEnd: 4 },
  ]);
  expect(lines.map((line) => line.section)).toEqual([0, 1, 0, 1]);
});
