import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { ByteSource } from '../shared/log/bytes.ts';
import { readLog } from '../shared/log/read.ts';
import type { Benchmark } from './benchmark.ts';
import { throughPipeline } from './logspeed/pipeline.ts';

const PIECE_BYTES = 64 * 1024;
const MEASURED_BYTES = 300e6;
const WARM_BYTES = 20e6;
const LARGE_LOG_BYTES = 2e9;
/** V8 lets short-lived objects of an unlimited process pile up to 130 MB before it looks at them; 16 MB is hardly slower. */
const MEMORY_FLAG = '--max-semi-space-size=8';

/** Bytes as a socket gives them. */
function* inPieces(log: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < log.length; at += PIECE_BYTES) yield log.subarray(at, at + PIECE_BYTES);
}

/** MB of log a second of the process's CPU time, all threads; the logs one after the other until there are enough bytes. */
async function mbPerCpuSecond(
  logs: readonly Uint8Array[],
  through: (source: ByteSource) => Promise<unknown>,
): Promise<number> {
  async function run(atLeast: number): Promise<number> {
    let bytes = 0;
    while (bytes < atLeast) {
      for (const log of logs) {
        await through(inPieces(log));
        bytes += log.length;
        if (bytes >= atLeast) break;
      }
    }
    return bytes;
  }
  await run(WARM_BYTES);
  const before = process.cpuUsage();
  const bytes = await run(MEASURED_BYTES);
  const used = process.cpuUsage(before);
  return bytes / (used.user + used.system);
}

/** Speed of the pipeline on ordinary logs, and its peak memory on one log of 2 GB. */
export const benchmark: Benchmark = {
  data: ['logchunks'],
  run: async ({ folder }) => {
    const dir = folder('logchunks');
    if (dir === undefined) return {};
    const files = join(dir, 'logs');
    const logs = readdirSync(files).map((file) => gunzipSync(readFileSync(join(files, file))));
    const peak = join(import.meta.dirname, 'logspeed', 'peak.ts');
    const child = await promisify(execFile)(process.execPath, [
      MEMORY_FLAG,
      peak,
      files,
      String(LARGE_LOG_BYTES),
    ]);
    return {
      'logspeed.mbPerCpuSecond': await mbPerCpuSecond(logs, throughPipeline),
      'logspeed.readMbPerCpuSecond': await mbPerCpuSecond(logs, readLog),
      'logspeed.peakRssMb': Number(child.stdout),
    };
  },
};
