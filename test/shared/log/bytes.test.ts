import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOfFile, examineLog, inflated, UnreadableLogError } from '../../../shared/log/bytes.ts';

async function allOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function piecesOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, at * size + size),
  );
}

const log = 'line one\nline two\n'.repeat(5000);

describe('bytesOfFile', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'watchkeeper-bytes-'));
    writeFileSync(join(folder, 'plain.log'), log);
    writeFileSync(join(folder, 'packed.log'), gzipSync(log));
    writeFileSync(join(folder, 'empty.log'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('streams a file', async () => {
    expect(await allOf(bytesOfFile(join(folder, 'plain.log')))).toBe(log);
  });
  test('inflates gzip whatever the file is called', async () => {
    expect(await allOf(bytesOfFile(join(folder, 'packed.log')))).toBe(log);
  });
  test('gives nothing for an empty file', async () => {
    expect(await allOf(bytesOfFile(join(folder, 'empty.log')))).toBe('');
  });
  test('passes on what the system says of a directory and of a missing file', async () => {
    await expect(allOf(bytesOfFile(folder))).rejects.toThrow(/EISDIR/);
    await expect(allOf(bytesOfFile(join(folder, 'none')))).rejects.toThrow(/ENOENT/);
  });
});

describe('inflated', () => {
  test.each([1, 2, 3, 1000])('inflates in pieces of %i bytes', async (size) => {
    expect(await allOf(inflated(piecesOf(gzipSync(log), size)))).toBe(log);
  });
  test('inflates several gzip files one after the other, as log rotation leaves them', async () => {
    expect(await allOf(inflated([gzipSync('one\n'), gzipSync('two\n')]))).toBe('one\ntwo\n');
  });
  test('passes plain bytes on, also when there are fewer than gzip begins with', async () => {
    expect(await allOf(inflated([Buffer.from('a')]))).toBe('a');
  });
  test('refuses to inflate more than it may: a bomb stops early', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    let inflatedBytes = 0;
    const reading = async () => {
      for await (const piece of inflated([bomb], { maxInflatedBytes: 1_000_000 }))
        inflatedBytes += piece.length;
    };
    await expect(reading()).rejects.toThrow(new UnreadableLogError('inflates to more than 1000000 bytes'));
    expect(inflatedBytes).toBeLessThanOrEqual(1_000_000);
  });
  test('says that a gzip file is damaged or ends too early', async () => {
    const packed = gzipSync(log);
    await expect(allOf(inflated([packed.subarray(0, 60)]))).rejects.toThrow(/^is a damaged gzip file/);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 20, 40);
    await expect(allOf(inflated([damaged]))).rejects.toThrow(UnreadableLogError);
  });
  test('passes an error of its source on', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(log).subarray(0, 50);
      throw new Error('connection reset');
    }
    await expect(allOf(inflated(broken()))).rejects.toThrow('connection reset');
  });
  test('closes its source when the reader stops', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('line\n');
      } finally {
        closed = true;
      }
    }
    for await (const _ of inflated(source())) break;
    expect(closed).toBe(true);
  });
});

function tarOf(text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write('build.log');
  header.write('ustar', 257);
  return Buffer.concat([header, Buffer.from(text), Buffer.alloc(1024)]);
}

describe('examineLog', () => {
  const rows = [
    { name: 'text', bytes: Buffer.from('building\n'), foreign: undefined },
    {
      name: 'coloured progress',
      bytes: Buffer.from('\u001b[32m1%\r\u001b[32m2%\b\b\u0007'.repeat(50)),
      foreign: undefined,
    },
    {
      name: 'text with a NUL here and there',
      bytes: Buffer.from('abcdefghijkl\0mnopqrstuvwxyz\n'.repeat(20)),
      foreign: undefined,
    },
    { name: 'Latin-1', bytes: Buffer.from('déjà vu à côté\n'.repeat(20), 'latin1'), foreign: undefined },
    { name: 'UTF-16', bytes: Buffer.from('\ufeffone\n', 'utf16le'), foreign: undefined },
    { name: 'UTF-16 without a mark', bytes: Buffer.from('one line\n', 'utf16le'), foreign: undefined },
    { name: 'a small log in a tar', bytes: tarOf('one\ntwo\n'), foreign: undefined },
    { name: 'a zip archive', bytes: Buffer.from('PK\u0003\u0004logs'), foreign: 'a zip archive' },
    { name: 'a program', bytes: Buffer.from('\u007fELF\u0002\u0001'), foreign: 'a program' },
    { name: 'a picture', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]), foreign: 'a PNG picture' },
    { name: 'NULs', bytes: Buffer.alloc(100), foreign: 'binary data' },
    {
      name: 'noise',
      bytes: Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * at * 31 + at * 7) % 251)),
      foreign: 'binary data',
    },
  ];
  test.each(rows)('$name', async ({ bytes, foreign }) => {
    const examined = await examineLog([bytes]);
    expect(examined).toMatchObject({ empty: false, foreign });
    expect(Buffer.from(await allOf(examined.bytes), 'utf8')).toEqual(Buffer.from(bytes.toString('utf8')));
  });
  test('an empty log', async () => {
    expect(await examineLog([])).toMatchObject({ empty: true, foreign: undefined });
    expect(await examineLog([new Uint8Array(0)])).toMatchObject({ empty: true });
  });
});
