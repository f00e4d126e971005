/** What Jira's renderer makes of wiki markup beside words: everything that could act or lead somewhere. */
export interface WikiMeaning {
  /** Names of macros, each with its body where it is one that shows its body as it is. */
  readonly macros: readonly string[];
  /** Where links lead, plain addresses and mail addresses included. */
  readonly links: readonly string[];
  readonly mentions: readonly string[];
  readonly images: readonly string[];
  readonly emoticons: readonly string[];
  /** All words that people see. */
  readonly words: string;
}

const EMOTICONS =
  /:\)|:\(|:P|:D|;\)|\((?:y|n|i|\/|x|!|\+|-|\?|on|off|\*|\*r|\*g|\*b|\*y|flag|flagoff)\)|<3|<\/3/g;

/**
 * Reads wiki markup in the order of Jira's renderer: macros, then links and addresses, images, emoticons; a backslash
 * is taken for no escape, which is the stricter reading.
 * https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
 */
export function meaningOf(wiki: string): WikiMeaning {
  const macros: string[] = [];
  const links: string[] = [];
  const mentions: string[] = [];
  const shown: string[] = [];
  // {noformat} shows its body as it is; no other macro is ever right in a text of ours.
  let rest = wiki.replace(/\{noformat\}([\s\S]*?)\{noformat\}/g, (_, body: string) => {
    shown.push(body);
    return ' ';
  });
  // {{ and }} are phrase markup, a single brace with a name starts a macro.
  rest = rest.replace(/\{\{|\}\}/g, '');
  for (const [, name = ''] of rest.matchAll(/\{\/?([a-z][\w-]*)[^}]*\}/gi)) macros.push(name);
  rest = rest.replace(/\[([^\]\n]*)\]/g, (_, inside: string) => {
    if (inside.startsWith('~')) mentions.push(inside);
    const parts = inside.split('|');
    links.push(parts[1] ?? parts[0] ?? '');
    return parts.length > 1 ? (parts[0] ?? '') : '';
  });
  for (const [address] of rest.matchAll(
    /(?:https?|ftp|file|mailto|irc|nntp|notes|smb|vscode|javascript):\S+/gi,
  )) {
    links.push(address);
  }
  for (const [address] of rest.matchAll(/[\w.+-]+@[\w-]+\.[\w.-]+/g)) links.push(address);
  const images = [...rest.matchAll(/!([^!\s][^!\n]*)!/g)].map(([, name = '']) => name);
  const emoticons = [...rest.matchAll(EMOTICONS)].map(([sign]) => sign);
  const words = [rest, ...shown]
    .join('\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(+code));
  return { macros, links, mentions, images, emoticons, words };
}
