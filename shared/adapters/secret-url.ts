import { z } from 'zod';

/** A setting that names a server which gets a secret of ours: https, or http on the loopback address (tests, sidecars). */
export function secretUrl() {
  return z.url({ protocol: /^https?$/ }).refine((url) => isPrivateWay(url), {
    message:
      'must start with https:// (http:// is for 127.0.0.1 and localhost only), without a password in it',
  });
}

function isPrivateWay(url: string): boolean {
  // The check above has already said so.
  if (!URL.canParse(url)) return true;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
