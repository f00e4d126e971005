import { Registry } from 'prom-client';
import { connectModelServer, modelSettings } from '../adapters/model/settings.ts';
import { readConfig, settings } from '../config.ts';
import { openLedger } from '../ledger/open.ts';
import { connectModel } from '../model/connect.ts';
import type { Model } from '../model.ts';
import { createLogger } from './log.ts';

/**
 * The model of a command that runs outside of any function, by the same settings and in the name of `functionName`;
 * answers and budgets are kept in LEDGER. Throws a SettingsError that names what is wrong.
 */
export async function connectOwnModel(
  functionName: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Model> {
  const config = readConfig(settings(modelSettings), env);
  const server = await connectModelServer(config);
  // What went wrong stands in the report; a log would only be in its way.
  const log = createLogger('silent', { write: () => undefined });
  const around = { functionName, ledger: await openLedger(config), registry: new Registry(), log };
  return connectModel(server, config, around);
}
