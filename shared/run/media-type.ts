/** A media type without its spelling: `essence` is 'type/subtype' in lower case, `charset` in lower case. */
export interface MediaType {
  readonly essence: string;
  readonly charset?: string;
}

// RFC 9110 §8.3.1: tokens around a slash, then parameters; blanks around all of them are taken.
const MEDIA_TYPE = /^[ \t]*([\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)[ \t]*(?:;([^\r\n]*))?$/;
const CHARSET = /(?:^|;)[ \t]*charset[ \t]*=[ \t]*(?:"([^"]*)"|([^\s;"]+))/i;

/** Reads a Content-Type in any spelling of case, blanks and parameters; undefined where it is no media type. */
export function readMediaType(text: string): MediaType | undefined {
  if (text === 'application/json') return { essence: text };
  const match = MEDIA_TYPE.exec(text);
  if (match?.[1] === undefined) return undefined;
  const essence = match[1].toLowerCase();
  const charset = match[2] === undefined ? undefined : CHARSET.exec(match[2]);
  const name = charset?.[1] ?? charset?.[2];
  return name === undefined ? { essence } : { essence, charset: name.toLowerCase() };
}

/** True for a subtype of json or with the suffix +json (CloudEvents JSON format §3.1). */
export function isJson(type: MediaType): boolean {
  return type.essence.endsWith('/json') || type.essence.endsWith('+json');
}

/** True for content that is text by its type: text/*, XML, YAML, JavaScript and forms. */
export function isText(type: MediaType): boolean {
  return /^text\/|[/+](?:xml|yaml)$|^application\/(?:x-yaml|javascript|x-www-form-urlencoded)$/.test(
    type.essence,
  );
}

/** True where the bytes are UTF-8 as far as the media type says; US-ASCII is a part of it. */
export function isUtf8Charset(type: MediaType): boolean {
  return type.charset === undefined || /^(?:utf-?8|us-ascii|ascii)$/.test(type.charset);
}
