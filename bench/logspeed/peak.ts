// A fresh process that puts one log of the given size through the pipeline, made of the logs of a folder again and again, and
// prints its peak resident memory in MB: node peak.ts FOLDER BYTES
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { throughPipeline } from './pipeline.ts';

const [folder = '.', size = '0'] = process.argv.slice(2);

async function* endlessLog(bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for (;;) {
    for (const file of readdirSync(folder).sort()) {
      for await (const piece of createReadStream(join(folder, file)).pipe(createGunzip())) {
        yield piece.subarray(0, left);
        left -= piece.length;
        if (left <= 0) return;
      }
    }
  }
}

await throughPipeline(endlessLog(Number(size)));
console.log((process.resourceUsage().maxRSS * 1024) / 1e6);
