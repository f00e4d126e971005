import type { Logger } from 'pino';
import { z } from 'zod';
import { type CommonSettings, commonSettings, readConfig, SettingsError } from '../config.ts';
import type { Around, FunctionDefinition, IntakeDefinition } from '../function.ts';
import type { Connected } from '../invoke.ts';
import { timesProblem } from '../ledger/lease.ts';
import type { ConnectedIntake } from './intake.ts';

/** The settings that every function has, read from `env`; throws one SettingsError that names every problem of all of the function's settings. */
export function readCommon(
  definition: FunctionDefinition | IntakeDefinition,
  env: Readonly<Record<string, string | undefined>>,
): CommonSettings {
  // The function's own schema comes first, since it has all of them: one message has to tell every problem.
  readConfig(definition.settings, env);
  return readConfig(z.object(commonSettings), env);
}

/**
 * Reads the settings of a function or intake from `env` and lets it make its clients; throws a SettingsError like
 * readCommon. `backoffSeconds` is what its Trigger really waits, where that is known.
 */
export async function connect(
  definition: FunctionDefinition | IntakeDefinition,
  env: Readonly<Record<string, string | undefined>>,
  parent: Logger,
  around: Around & { readonly backoffSeconds?: number },
): Promise<Connected | ConnectedIntake> {
  const common = readCommon(definition, env);
  const claims = definition.kind === 'function' && definition.claims !== false;
  const problem = timesProblem({
    deadlineSeconds: common.DEADLINE_SECONDS,
    leaseSeconds: common.LEDGER_LEASE_SECONDS,
    backoffSeconds: around.backoffSeconds ?? common.RETRY_BACKOFF_SECONDS,
    keepSeconds: common.LEDGER_KEEP_HOURS * 3_600,
  });
  if (claims && problem !== undefined) throw new SettingsError(`these settings are wrong:\n  ${problem}`);
  const log = parent.child({ function: definition.name }, { level: common.LOG_LEVEL });
  const { ledger, registry } = around;
  const deadlineMilliseconds = common.DEADLINE_SECONDS * 1_000;
  const shared = { log, ledger, deadlineMilliseconds, now: () => new Date() };
  const config = readConfig(definition.settings, env);
  return definition.kind === 'function'
    ? { definition, use: await definition.connect(config, log, { ledger, registry }), ...shared }
    : { definition, use: await definition.connect(config, log, { ledger, registry }), ...shared };
}
