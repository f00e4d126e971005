import type { Logger } from 'pino';
import { z } from 'zod';
import { type CommonSettings, commonSettings, readConfig } from '../config.ts';
import type { FunctionDefinition, IntakeDefinition } from '../function.ts';
import type { Connected } from '../invoke.ts';
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

/** Reads the settings of a function or intake from `env` and lets it make its clients; throws a SettingsError like readCommon. */
export async function connect(
  definition: FunctionDefinition | IntakeDefinition,
  env: Readonly<Record<string, string | undefined>>,
  parent: Logger,
): Promise<Connected | ConnectedIntake> {
  const common = readCommon(definition, env);
  const log = parent.child({ function: definition.name }, { level: common.LOG_LEVEL });
  const shared = { log, deadlineMilliseconds: common.DEADLINE_SECONDS * 1_000, now: () => new Date() };
  const config = readConfig(definition.settings, env);
  return definition.kind === 'function'
    ? { definition, use: await definition.connect(config, log), ...shared }
    : { definition, use: await definition.connect(config, log), ...shared };
}
