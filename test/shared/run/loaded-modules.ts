import { registerHooks } from 'node:module';

// A child process: imports the one function that it is named, and prints the URLs of all modules that came with it.
const loaded: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
const { loadFunction } = await import('../../../shared/run/registry.ts');
await loadFunction(process.argv[2] ?? '');
process.stdout.write(JSON.stringify(loaded));
