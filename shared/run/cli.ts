import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';

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
  .option('--passing <log>', 'the log of a build of the same kind that passed, to compare with')
  .option('--json', 'print one JSON document a log and line: {"log", "report"} or {"log", "error"}')
  .action(async (logs: string[], options: { passing?: string; json?: boolean }) => {
    const { triageCommand } = await import('./commands/triage.ts');
    process.exitCode = await triageCommand(logs, options, process);
  });

program
  .command('dev')
  .description('run all functions and a broker on one port, and reload when a file changes')
  .option('--port <port>', 'port to listen on; 0 takes a free one', '8080')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--no-reload', 'do not watch the files')
  .action(async (options: { port: string; host: string; reload: boolean }) => {
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
  .argument('<name>', 'the function, by its folder in functions/')
  .action(async (name: string) => {
    const { serve } = await import('./main.ts');
    process.exitCode = await serve(name, process.env);
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
