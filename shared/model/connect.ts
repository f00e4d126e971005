import type { Model } from '../model.ts';
import type { AskingAround } from './ask.ts';
import { processClock } from './clock.ts';
import type { ModelServer } from './server.ts';
import { type AskingSettings, checkAsking } from './settings.ts';

/**
 * The model port over a vendor's server; without a server each question is refused as 'off'. Throws a SettingsError
 * where the settings do not fit together; asks nobody yet.
 */
export function connectModel(
  server: ModelServer | undefined,
  config: AskingSettings,
  around: AskingAround,
): Model {
  if (!server) return modelOff;
  checkAsking(config);
  const { clock = processClock } = around;
  let asking: Promise<Model> | undefined;
  return {
    ask: async (question) => {
      // Loaded with the first question, so that a function without a model starts without any of it.
      asking ??= import('./ask.ts').then(({ createAsking }) =>
        createAsking(server, config, { ...around, clock }),
      );
      return (await asking).ask(question);
    },
  };
}

/** A model that is not there. */
export const modelOff: Model = {
  ask: async () => ({ refusal: { kind: 'off', why: 'no model is configured' } }),
};
