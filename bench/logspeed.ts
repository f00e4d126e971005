import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { classify } from '../functions/build-triage/classify/classify.ts';
import { excerpt } from '../shared/log/excerpt.ts';
import type { Excerpt, ReadLog } from '../shared/log/log.ts';
import { readLog } from '../shared/log/read.ts';
import type { Benchmark } from './benchmark.ts';
import { throughPipeline } from './logspeed/pipeline.ts';

const PIECE_BYTES = 64 * 1024;
const MEASURED_BYTES = 300e6;
const WARM_BYTES = 20e6;
const LARGE_LOG_BYTES = 2e9;

/** Bytes as a socket gives them. */
function* inPieces(log: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < log.length; at += PIECE_BYTES) yield log.subarray(at, at + PIECE_BYTES);
}

/** One log as it came, and as it is after the stages before the one that is measured. */
interface Sample<Input> {
  readonly bytes: number;
  readonly input: Input;
}

/** MB of log a second of the process's CPU time, all threads; the logs one after the other until there are enough bytes. */
async function mbPerCpuSecond<Input>(
  samples: readonly Sample<Input>[],
  through: (input: Input) => unknown,
): Promise<number> {
  async function run(atLeast: number): Promise<number> {
    let done = 0;
    while (done < atLeast) {
      for (const { bytes, input } of samples) {
        await through(input);
        done += bytes;
        if (done >= atLeast) break;
      }
    }
    return done;
  }
  await run(WARM_BYTES);
  const before = process.cpuUsage();
  const done = await run(MEASURED_BYTES);
  const used = process.cpuUsage(before);
  return done / (used.user + used.system);
}

/** The speed of each stage apart, on logs that went through the stages before it. */
async function stageSpeeds(logs: readonly Uint8Array[]): Promise<Record<string, number>> {
  const read: Sample<{ log: ReadLog; found: Excerpt }>[] = [];
  for (const bytes of logs) {
    const log = await readLog(inPieces(bytes));
    read.push({ bytes: bytes.length, input: { log, found: excerpt(log) } });
  }
  return {
    'logspeed.excerptMbPerCpuSecond': await mbPerCpuSecond(read, ({ log }) => excerpt(log)),
    'logspeed.classifyMbPerCpuSecond': await mbPerCpuSecond(read, ({ log, found }) => classify(log, found)),
  };
}

/** Peak resident memory in MB of a process that is given one log of 2 GB, made of these logs again and again. */
async function peakRssMb(logs: readonly Uint8Array[]): Promise<number> {
  const script = join(import.meta.dirname, 'logspeed', 'peak.ts');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  function* largeLog(): Generator<Uint8Array> {
    for (let left = LARGE_LOG_BYTES; left > 0; ) {
      for (const log of logs) {
        for (const piece of inPieces(log.subarray(0, Math.max(0, left)))) yield piece;
        left -= log.length;
      }
    }
  }
  const [printed] = await Promise.all([text(child.stdout), pipeline(Readable.from(largeLog()), child.stdin)]);
  return Number(printed);
}

/** Speed of the pipeline on ordinary logs, and its peak memory on one log of 2 GB. */
export const benchmark: Benchmark = {
  data: ['logchunks'],
  run: async ({ folder }) => {
    const dir = folder('logchunks');
    if (dir === undefined) return {};
    const files = join(dir, 'logs');
    const logs = readdirSync(files).map((file) => gunzipSync(readFileSync(join(files, file))));
    const samples = logs.map((log) => ({ bytes: log.length, input: log }));
    return {
      'logspeed.mbPerCpuSecond': await mbPerCpuSecond(samples, (log) => throughPipeline(inPieces(log))),
      'logspeed.readMbPerCpuSecond': await mbPerCpuSecond(samples, (log) => readLog(inPieces(log))),
      ...(await stageSpeeds(logs)),
      'logspeed.peakRssMb': await peakRssMb(logs),
    };
  },
};
