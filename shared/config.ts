import { z } from 'zod';

/** The settings every function has; keys are the names of the environment variables. */
export const commonSettings = {
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port to listen on; 0 takes a free one.'),
  HOST: z.string().min(1).default('0.0.0.0').describe('Address to listen on.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .max(64 * 1_048_576)
    .default(1_048_576)
    .describe('Largest request body that is read; a larger one is answered with 413.'),
  DEADLINE_SECONDS: z.coerce
    .number()
    .positive()
    .max(600)
    .default(120)
    .describe('Time one event may take; after it the delivery is answered with 503 and comes again.'),
  DRAIN_SECONDS: z.coerce
    .number()
    .positive()
    .max(600)
    .default(25)
    .describe('Time that open deliveries get to finish after SIGTERM.'),
  LEDGER: z
    .string()
    .trim()
    .regex(/^(?:memory|sqlite:.+)$/, 'it is neither memory nor sqlite:FILE')
    .default('memory')
    .describe(
      'Where claims, results and effects are remembered: memory (gone with the process), or sqlite:FILE for all processes of one machine.',
    ),
  LEDGER_LEASE_SECONDS: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(180)
    .describe(
      'Time after which another delivery takes over from one that never ended. More than DEADLINE_SECONDS, less than RETRY_BACKOFF_SECONDS.',
    ),
  LEDGER_KEEP_HOURS: z.coerce
    .number()
    .positive()
    .max(8_760)
    .default(72)
    .describe('Time after which the ledger forgets what it was not told again.'),
  RETRY_BACKOFF_SECONDS: z.coerce
    .number()
    .positive()
    .default(510)
    .describe("The waits of the Trigger's delivery together: for so long an event that fails comes again."),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'OpenTelemetry collector that gets spans by OTLP over HTTP, such as http://otel-collector:4318.',
    ),
  K_SINK: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where results go that do not fit into the reply; set by SinkBinding.'),
} as const;

/** The schema of a function's settings: the common ones and its own. */
export function settings<Own extends z.ZodRawShape>(own: Own) {
  return z.object({ ...commonSettings, ...own });
}

/** The common settings, read. */
export type CommonSettings = z.infer<z.ZodObject<typeof commonSettings>>;

/** Settings that do not fit their schema; the message names every problem, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads settings from `env` by `schema`; a blank value counts as unset; throws one SettingsError that names every problem. */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(schema.shape)) {
    // Of the proxy's variables most programs read the lower-case names too.
    const value = env[key]?.trim() || !key.endsWith('_PROXY') ? env[key] : env[key.toLowerCase()];
    if (value !== undefined && value.trim() !== '') given[key] = value;
  }
  const read = schema.safeParse(given, { error: whatToGive });
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    // The value is not repeated: it may be a secret.
    if (given[key] !== undefined) return `  ${key}: ${issue.message}${exampleOf(schema.shape[key])}`;
    return `  ${key} has to be set: ${schema.shape[key]?.description ?? issue.message}`;
  });
  throw new SettingsError(`these settings are wrong:\n${problems.join('\n')}`);
}

/** What a setting has to be, where its schema does not say it in words of its own: Zod tells what it got instead. */
function whatToGive(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'it has to be a whole number';
      return issue.expected === 'number' ? 'it has to be a number' : undefined;
    case 'too_small':
      return `it has to ${amountOf(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum)}`;
    case 'too_big':
      return `it has to ${amountOf(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum)}`;
    case 'invalid_value':
      return `it has to be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      if (issue.format === 'url') return 'it has to be an address that begins with http:// or https://';
      return issue.format === 'regex' ? 'it does not have the form that it has to have' : undefined;
    default:
      return undefined;
  }
}

function amountOf(origin: string, how: string, amount: number | bigint): string {
  return origin === 'string' ? `have ${how} ${amount} characters` : `be ${how} ${amount}`;
}

/** The default of a number, as an example: its unit is in the name of the setting. */
function exampleOf(setting: z.core.$ZodType | undefined): string {
  const byDefault = setting && z.safeParse(setting, undefined).data;
  return typeof byDefault === 'number' ? `, such as ${byDefault}` : '';
}
