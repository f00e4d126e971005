/** What stands for a secret may be a part of an address. */
const ADDRESS =
  /(?<![\p{L}\d])\p{L}[\p{L}\d+.-]{1,20}:\/\/(?<place>(?:\[[^\]\s]{0,100}\]|[^\s'"<>()[\]{}`“”])*)|(?<![\p{L}\d])www\.[^\s'"<>()[\]{}`“”]+/giu;
const HOST = /^(?:[^@/?#]*@)?(?<host>[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?)(?=[:/?#,;.]|$)/i;

/**
 * The text with `[address]` for each address in it, since a report that quotes a line must not send anybody where the
 * line would; with `keepsHost` the bare host stays, which is what failed where a host was not reached.
 */
export function withoutAddresses(text: string, keepsHost = false): string {
  return text.replace(ADDRESS, (_, place: string | undefined) => {
    const host = keepsHost && place !== undefined ? HOST.exec(place)?.groups?.host : undefined;
    return host ?? '[address]';
  });
}
