import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { clock } from './clock.ts';

const HOUR = 3_600_000;

describe('the place in memory', () => {
  it('forgets what has expired though one record before it is written again and again', async () => {
    const at = clock();
    const store = memoryStore(at.now, 10_000);
    let version = await store.create('counter', 0, at.now() + HOUR);
    for (let count = 1; count < 5_000; count += 1) {
      at.pass(60);
      version = await store.replace('counter', version ?? 0, count, at.now() + HOUR);
      await store.create(`event ${count}`, { heldUntil: count }, at.now() + HOUR);
    }
    expect((await store.read('counter'))?.value).toBe(4_999);
    expect((await store.read('event 4990'))?.value).toEqual({ heldUntil: 4_990 });
  });

  it('forgets settled records where it is full, the oldest first, and no others', async () => {
    const at = clock();
    const store = memoryStore(at.now, 1_000);
    const expires = at.now() + HOUR;
    const held = await store.create('held', 'x'.repeat(100), expires);
    for (let count = 0; count < 50; count += 1) {
      const version = await store.create(`done ${count}`, '', expires);
      await store.replace(`done ${count}`, version ?? 0, 'y'.repeat(90), expires, { settled: true });
    }
    expect(await store.read('held')).toEqual({ value: 'x'.repeat(100), version: held });
    const kept = Array.from({ length: 50 }, (_, count) => count).filter(
      (count) => store.read(`done ${count}`) !== undefined,
    );
    expect(kept).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49]);
  });

  it('takes nothing more where all of it is in use, until something is settled', async () => {
    const at = clock();
    const store = memoryStore(at.now, 300);
    const expires = at.now() + HOUR;
    const version = await store.create('a', 'x'.repeat(200), expires);
    expect(() => store.create('b', 'x'.repeat(200), expires)).toThrow('full');
    expect(() => store.replace('a', version ?? 0, 'x'.repeat(400), expires)).toThrow('full');
    const settled = await store.replace('a', version ?? 0, 'y'.repeat(200), expires, { settled: true });
    expect(settled).toBeDefined();
    expect(await store.create('b', 'x'.repeat(200), expires)).toBeDefined();
    expect(await store.read('a')).toBeUndefined();
  });
});
