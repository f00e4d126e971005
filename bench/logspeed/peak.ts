// A fresh process that takes one log from standard input through the pipeline and prints its peak resident memory in MB.
import { keepMemoryFlat } from '../../shared/log/flat-memory.ts';
import { throughPipeline } from './pipeline.ts';

keepMemoryFlat();
await throughPipeline(process.stdin);
console.log((process.resourceUsage().maxRSS * 1024) / 1e6);
