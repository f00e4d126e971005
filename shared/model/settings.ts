import { SettingsError } from '../config.ts';
import type { Rung } from './server.ts';

/** What of a function's settings decides how it asks a model; the names are those of the environment variables. */
export interface AskingSettings {
  /** Time of one delivery. */
  readonly DEADLINE_SECONDS: number;
  readonly LEDGER_LEASE_SECONDS: number;
  readonly LEDGER_KEEP_HOURS?: number | undefined;
  readonly MODEL_PROVIDER?: string | undefined;
  readonly MODEL_BASE_URL?: string | undefined;
  /** Time of one question, all tries together. */
  readonly MODEL_DEADLINE_SECONDS: number;
  /** The rung to start with; 'auto' is the strictest that the server is not known to lack. */
  readonly MODEL_RUNG: 'auto' | Rung;
  /** Most tokens of evidence in one question, estimated. */
  readonly MODEL_INPUT_TOKENS: number;
  readonly MODEL_MAX_OUTPUT_TOKENS: number;
  /** Limits of one day (UTC), of all functions together and of each; undefined is no limit. */
  readonly MODEL_DAILY_TOKENS?: number | undefined;
  readonly MODEL_DAILY_TOKENS_PER_FUNCTION?: number | undefined;
  readonly MODEL_DAILY_MONEY?: number | undefined;
  readonly MODEL_DAILY_MONEY_PER_FUNCTION?: number | undefined;
  /** Prices of a million tokens, in the currency of the limits. */
  readonly MODEL_PRICE_INPUT?: number | undefined;
  readonly MODEL_PRICE_OUTPUT?: number | undefined;
}

/** Throws a SettingsError that names every setting of asking that does not fit the others. */
export function checkAsking(config: AskingSettings): void {
  const problems: string[] = [];
  const { MODEL_DEADLINE_SECONDS: seconds, DEADLINE_SECONDS, LEDGER_LEASE_SECONDS } = config;
  if (seconds >= DEADLINE_SECONDS) {
    problems.push(
      `MODEL_DEADLINE_SECONDS (${seconds}) has to be less than DEADLINE_SECONDS (${DEADLINE_SECONDS}): else a slow model takes the time for the report from evidence`,
    );
  }
  if (seconds >= LEDGER_LEASE_SECONDS) {
    problems.push(
      `MODEL_DEADLINE_SECONDS (${seconds}) has to be less than LEDGER_LEASE_SECONDS (${LEDGER_LEASE_SECONDS}): else two ask the same at once`,
    );
  }
  const limited = config.MODEL_DAILY_MONEY ?? config.MODEL_DAILY_MONEY_PER_FUNCTION;
  if (
    limited !== undefined &&
    (config.MODEL_PRICE_INPUT === undefined || config.MODEL_PRICE_OUTPUT === undefined)
  ) {
    problems.push(
      'MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT have to be set where money is limited: else nobody knows what is spent',
    );
  }
  const isLimited = limited ?? config.MODEL_DAILY_TOKENS ?? config.MODEL_DAILY_TOKENS_PER_FUNCTION;
  if (isLimited !== undefined && (config.LEDGER_KEEP_HOURS ?? 24) < 24) {
    problems.push(
      'LEDGER_KEEP_HOURS has to be at least 24 where a day is limited: else what was spent is forgotten',
    );
  }
  if (problems.length > 0) throw new SettingsError(`these settings are wrong:\n  ${problems.join('\n  ')}`);
}
