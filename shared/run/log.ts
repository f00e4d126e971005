import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { redactDeep } from '../redact/redact.ts';

/** A logger that writes one JSON object a line to `to`, each string in it without secrets. */
export function createLogger(level: string, to: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactLine },
    },
    to,
  );
}

/** The logger of a process: readable lines where stdout is a terminal, JSON otherwise. */
export async function processLogger(level: string): Promise<Logger> {
  if (!process.stdout.isTTY) return createLogger(level, destination({ dest: 1, sync: true }));
  // Only loaded here: no container needs it.
  const { default: pretty } = await import('pino-pretty');
  return createLogger(level, pretty({ destination: 1, sync: true, translateTime: 'SYS:HH:MM:ss.l' }));
}

/** A finished line, since only there everything stands: bindings, message, fields and the texts of errors. */
function redactLine(line: string): string {
  return `${JSON.stringify(redactDeep(JSON.parse(line)))}\n`;
}
