import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';

import { keepMemoryFlat } from '../log/flat-memory.ts';
import type { WhichLetters } from './commands/dead-letters.ts';
import type { DevOptions } from './commands/dev.ts';

keepMemoryFlat();

/** The exit codes of the command: all well, something failed, wrong use. */
const EXIT = { failed: 1, wrongUse: 2 } as const;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('watchkeeper')
  .description('Explains failed builds and alerts from evidence; Knative functions driven by CloudEvents.')
  .version(version)
  .showHelpAfterError('(watchkeeper COMMAND --help says how it is used)')
  .exitOverride();

program
  .command('triage')
  .description('say why a build failed, from its log')
  .argument('<log...>', 'log files; .gz is inflated, - is standard input')
  .option('--passed <log>', 'the log of a build of the same kind that passed, to compare with')
  .addOption(new Option('--passing <log>', 'the same as --passed').hideHelp())
  .option('--json', 'print one JSON document a log and line: {"log", "report"} or {"log", "error"}')
  .action(async (logs: string[], options: { passed?: string; passing?: string; json?: boolean }) => {
    const { triageCommand } = await import('./commands/triage.ts');
    const passed = options.passed ?? options.passing;
    process.exitCode = await triageCommand(
      logs,
      passed === undefined ? options : { ...options, passed },
      process,
    );
  });

program
  .command('dev')
  .description('run all functions and a broker on one port, and reload when a file changes')
  .option('--port <port>', 'port to listen on; 0 takes a free one', '8080')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--no-reload', 'do not watch the files')
  .option('--data <folder>', 'keep events in this folder until they are handled; otherwise all is in memory')
  .option('--keep-days <days>', 'days for which dead letters are kept in it', '14')
  .action(async (options: DevOptions) => {
    const { devCommand } = await import('./commands/dev.ts');
    process.exitCode = await devCommand(options, process.env);
  });

program
  .command('send')
  .description('send recorded events to a broker')
  .argument('<file...>', 'files with one CloudEvent in JSON each, or one a line')
  .option('--to <url>', 'where the broker takes events', 'http://127.0.0.1:8080/')
  .action(async (files: string[], options: { to: string }) => {
    const { sendCommand } = await import('./commands/send.ts');
    process.exitCode = await sendCommand(files, options, process);
  });

const deadLetters = program
  .command('dead-letters')
  .description('list the events that no subscriber handled, of a broker that keeps its events in a folder')
  .requiredOption('--data <folder>', 'the folder that "watchkeeper dev --data" was given')
  .option('--json', 'print one JSON document an event and line')
  .configureHelp({ showGlobalOptions: true })
  .action(async (options: { data: string; json?: boolean }) => {
    const { listCommand } = await import('./commands/dead-letters.ts');
    process.exitCode = listCommand(options, process);
  });

deadLetters
  .command('show')
  .description('show one of them whole, without the secrets in it')
  .argument('<id>', 'its number in the list, or the id of the event')
  .action(async (id: string, _own: object, command: Command) => {
    const { showCommand } = await import('./commands/dead-letters.ts');
    process.exitCode = showCommand(id, command.optsWithGlobals(), process);
  });

deadLetters
  .command('drop')
  .description('drop dead letters for good, without asking')
  .argument('[id...]', 'numbers in the list, or ids of events')
  .option('--all', 'all dead letters')
  .option('--trigger <name>', 'all dead letters of this Trigger')
  .action(async (ids: string[], _own: object, command: Command) => {
    const { dropCommand } = await import('./commands/dead-letters.ts');
    process.exitCode = dropCommand(ids, command.optsWithGlobals(), process);
  });

program
  .command('replay')
  .description('deliver dead letters once more, each to the Trigger that failed; now where the broker runs')
  .argument('[id...]', 'numbers in the list of dead letters, or ids of events')
  .requiredOption('--data <folder>', 'the folder that "watchkeeper dev --data" was given')
  .option('--all', 'all dead letters')
  .option('--trigger <name>', 'all dead letters of this Trigger')
  .action(async (ids: string[], options: WhichLetters) => {
    const { replayCommand } = await import('./commands/replay.ts');
    process.exitCode = replayCommand(ids, options, process);
  });

program
  .command('run')
  .description('run one function once, with one event; result events are JSON lines on standard output')
  .argument('<name>', 'the function, by its folder in functions/')
  .requiredOption('--event <file>', 'a file with one CloudEvent in JSON; - is standard input')
  .action(async (name: string, options: { event: string }) => {
    const { runCommand } = await import('./commands/run.ts');
    process.exitCode = await runCommand(name, options.event, process);
  });

program
  .command('serve')
  .description('serve one function, as its container does; settings come from the environment')
  .argument('[name]', 'the function, by its folder in functions/; not given: WATCHKEEPER_FUNCTION names it')
  .action(async (given: string | undefined) => {
    const name = given ?? process.env.WATCHKEEPER_FUNCTION;
    if (!name)
      return program.error("error: missing required argument 'name', and WATCHKEEPER_FUNCTION is not set");
    const { serve } = await import('./main.ts');
    process.exitCode = await serve(name, process.env);
  });

// Whoever reads the output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT.wrongUse;
  } else {
    console.error(`watchkeeper: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = EXIT.failed;
  }
}
