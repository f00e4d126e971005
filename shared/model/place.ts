import type { AskingSettings } from './settings.ts';
import type { Place } from './telemetry.ts';

/** Name of a server for what is remembered about it: its address without credentials and query, else its vendor. */
export function nameOf({ MODEL_BASE_URL: url, MODEL_PROVIDER: provider }: AskingSettings): string {
  if (url === undefined || !URL.canParse(url)) return provider ?? 'model';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Where the server is, as spans tell it. */
export function placeOf({ MODEL_BASE_URL: url, MODEL_PROVIDER: provider }: AskingSettings): Place {
  if (url === undefined || !URL.canParse(url)) return { provider: provider ?? 'unknown' };
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return { provider: provider ?? 'unknown', host: hostname, port: port === '' ? usual : Number(port) };
}
