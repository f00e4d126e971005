import { isPlaceholder, looksRandom } from './secret-values.ts';
import { filler, type Reading } from './spans.ts';

const longestUserInformation = 768;
/* RFC 3986, section 3.2.1: user information stands between "//" and "@", and holds no "/", "?" or "#". */
const outside = Uint8Array.from({ length: 128 }, (_, code) =>
  code <= 32 || /[/?#"'`<>\\]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const at = 64;
const escapeCode = 27;

/** Finds the credentials in the URL whose "://" ends at `from`. */
export function findInUrl(text: string, from: number): Reading | undefined {
  const limit = Math.min(text.length, from + longestUserInformation);
  let end = -1;
  let stop = from;
  for (; stop < limit; stop++) {
    const code = text.charCodeAt(stop);
    if (code === at) {
      end = stop;
    } else if (outside[code] === 1) {
      break;
    }
  }
  if (end <= from) {
    // A colour or an escape may hide the sign.
    const hides = text.charCodeAt(stop) === escapeCode || text.slice(from, stop).includes('%');
    return hides ? { spans: [], readTo: stop } : undefined;
  }
  const user = text.slice(from, end);
  const colon = user.indexOf(':');
  const password = colon === -1 ? '' : user.slice(colon + 1);
  const token = password === '' ? user.replace(':', '') : password;
  const hidden = password !== '' || (token.length >= 16 && looksRandom(token));
  return hidden && !isMask(token)
    ? { spans: [{ start: from, end, kind: 'url-credentials' }], readTo: end }
    : undefined;
}

/** A password in a URL is a secret whatever it is, unless it is masked or a variable. */
function isMask(password: string): boolean {
  return (
    password.includes(filler) ||
    /^(?:[$<{]|%(?:24|3C|5B|7B)|\[?(?:redacted|secure|hidden|filtered|masked))/i.test(password) ||
    /^(?:\*{1,768}|x{3,768}|\.{2,768})$/i.test(password)
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
const scheme = /https?:\/\/[\w.-]{0,128}$/i;
const longestOrigin = 144;

/** Finds the webhook, the whole URL, a telling part of whose host and path stands in `start`…`end`. */
export function findWebhook(text: string, start: number, end: number): Reading | undefined {
  path.lastIndex = end;
  if (!path.test(text)) {
    return undefined;
  }
  const readTo = path.lastIndex;
  const before = text.slice(Math.max(0, start - longestOrigin), start);
  const from = start - (scheme.exec(before)?.[0].length ?? 0);
  const real = !isPlaceholder(text.slice(end, readTo));
  return { spans: real ? [{ start: from, end: readTo, kind: 'webhook' }] : [], readTo };
}
