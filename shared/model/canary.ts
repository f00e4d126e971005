/** Letters of a token: without those that look like others, all in one case, so that any change of case is seen. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** So many characters of it in a row give it away: less is found in ordinary text by chance. */
const TELLING = 12;

/** A random token of `length` characters that nobody outside of one question can know. */
export function randomToken(random: () => number, length: number): string {
  return Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
}

/**
 * Whether a text holds a canary or a telling part of it: as it is, in another case, spaced, backwards, spread over
 * several strings of a JSON text, or in base64, hex, percent or rot13 form.
 */
export function holdsCanary(text: string, canary: string): boolean {
  const forms = [text, ...decoded(text)];
  const seen = new Set(forms.flatMap((form) => [bare(form), form.replace(/[^A-Za-z0-9+/_-]/g, '')]));
  return formsOf(canary).some((form) => [...seen].some((where) => where.includes(form)));
}

function decoded(text: string): string[] {
  const forms = [text.normalize('NFKC')];
  try {
    forms.push(leavesOf(JSON.parse(text)).join(''));
  } catch {
    // No JSON, or not alone: then what stands in it is looked at as it is.
  }
  forms.push(
    text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  );
  forms.push(
    text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  );
  return forms;
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...leavesOf(inner)]);
}

/** Letters and digits only, in lower case. */
function bare(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function formsOf(canary: string): string[] {
  const parts = Array.from({ length: canary.length - TELLING + 1 }, (_, at) =>
    canary.slice(at, at + TELLING),
  );
  return parts.flatMap((part) => [
    part,
    [...part].reverse().join(''),
    part.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97)),
    Buffer.from(part).toString('hex'),
    ...inBase64(part),
    ...inBase64(part.toUpperCase()),
  ]);
}

/** The middle of its base64 form at each of the three places where it can begin: what stands around changes only the ends. */
function inBase64(part: string): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.from(`${' '.repeat(before)}${part}`)
      .toString('base64')
      .replace(/=+$/, '');
    return whole.slice(before === 0 ? 0 : before + 1, -1);
  });
}

/** So many letters and digits of our own rules in a row are copied, and no chance. */
const COPIED = 40;
const STEP = 8;

/** Whether a text repeats `copied` letters and digits in a row of `ours`, without regard to case, spaces and signs. */
export function repeats(text: string, ours: string, copied: number = COPIED): boolean {
  const where = bare(ours);
  const length = copied - STEP;
  const pieces = new Set<string>();
  for (let at = 0; at + length <= where.length; at += 1) pieces.add(where.slice(at, at + length));
  const seen = bare([text, ...decoded(text)].join(' '));
  for (let at = 0; at + length <= seen.length; at += STEP) {
    if (pieces.has(seen.slice(at, at + length))) return true;
  }
  return false;
}
