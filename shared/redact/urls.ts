import { isPlaceholder, looksRandom } from './secret-values.ts';
import type { Span } from './spans.ts';

const longestUserInformation = 768;
/* RFC 3986, section 3.2.1: user information stands between "//" and "@", and holds no "/", "?" or "#". */
const outside = Uint8Array.from({ length: 128 }, (_, code) =>
  code <= 32 || /[/?#"'`<>\\]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const at = '@'.charCodeAt(0);

/** Finds the credentials in the URL whose "://" ends at `from`. */
export function findInUrl(text: string, from: number): Span | undefined {
  const limit = Math.min(text.length, from + longestUserInformation);
  let end = -1;
  for (let i = from; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === at) {
      end = i;
    } else if (outside[code] === 1) {
      break;
    }
  }
  if (end <= from) {
    return undefined;
  }
  const user = text.slice(from, end);
  const colon = user.indexOf(':');
  const password = colon === -1 ? '' : user.slice(colon + 1);
  const token = password === '' ? user.replace(':', '') : password;
  const hidden = password !== '' || (token.length >= 16 && looksRandom(token));
  return hidden && !isMask(token) ? { start: from, end, kind: 'url-credentials' } : undefined;
}

/** A password in a URL is a secret whatever it is, unless it is masked or a variable. */
function isMask(password: string): boolean {
  return /^(?:\*+|x{3,}|\.{2,}|\[?(?:redacted|secure|hidden|filtered|masked).*|%5B.*|[$<{].*|%24.*|%7B.*|%3C.*)$/i.test(
    password.slice(0, longestUserInformation),
  );
}

/* Addresses that are themselves the permission to post: the host of each ends with one of these, and the path is secret. */
export const webhookHosts: readonly string[] = [
  'hooks.slack.com/services/',
  'hooks.slack.com/workflows/',
  'hooks.slack.com/triggers/',
  'discord.com/api/webhooks/',
  'discordapp.com/api/webhooks/',
  '.webhook.office.com/webhookb2/',
  'hooks.zapier.com/hooks/catch/',
];
const path = /[^\s"'`<>\\|),]{8,512}/y;

/** Finds the secret path of the webhook whose host ends at `from`. */
export function findWebhook(text: string, from: number): Span | undefined {
  path.lastIndex = from;
  if (!path.test(text) || isPlaceholder(text.slice(from, path.lastIndex))) {
    return undefined;
  }
  return { start: from, end: path.lastIndex, kind: 'webhook' };
}
