/** A repeatable stream of numbers from 0 to below 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Dress = (text: string, random: () => number) => string;

const digits = (length: number, random: () => number): string =>
  Array.from({ length }, (_, at) => Math.floor(random() * (at === 0 ? 9 : 10)) + (at === 0 ? 1 : 0)).join('');

const two = (most: number, random: () => number): string =>
  Math.floor(random() * most)
    .toString()
    .padStart(2, '0');

/** The build ran at another time: dates, clock times and epoch seconds are others. */
const times: Dress = (text, random) =>
  text
    .replace(
      /\b20[0-3]\d-[01]\d-[0-3]\d\b/g,
      () => `2031-${two(9, random).replace('00', '09')}-1${Math.floor(random() * 10)}`,
    )
    .replace(/\b[0-2]\d:[0-5]\d:[0-5]\d\b/g, () => `${two(24, random)}:${two(60, random)}:${two(60, random)}`)
    .replace(/\b1[3-7]\d{8}(?:\d{3}|\d{9})?\b/g, (found) => `18${digits(found.length - 2, random)}`);

/** The build stood in another folder of another user. */
const paths: Dress = (text, random) => {
  const user = ['ada', 'build', 'worker7'][Math.floor(random() * 3)] ?? 'ci';
  return text
    .replace(/\/(?:home|Users)\/travis\/build\/[\w.-]+\/[\w.-]+/g, `/srv/agents/${user}/checkout/main`)
    .replace(/\/home\/runner\/work\/[\w.-]+\/[\w.-]+/g, `/srv/agents/${user}/checkout/main`)
    .replace(/\/(?:home|Users)\/(?:travis|runner|jenkins)\b/g, `/opt/people/${user}`)
    .replace(/\/root\/(?=\w)/g, `/opt/people/${user}/`)
    .replace(/\/(?:tmp|var\/folders\/\w+\/\w+\/T)\/(?=[\w.])/g, '/var/scratch/');
};

/** Hashes, addresses, ids and the names of temporary files are others; what stands twice is replaced twice by the same. */
const ids: Dress = (text, random) => {
  const others = new Map<string, string>();
  const other = (found: string, make: () => string): string => {
    const known = others.get(found) ?? make();
    others.set(found, known);
    return known;
  };
  const hex = (length: number): string =>
    Array.from({ length }, () => '0123456789abcdef'[Math.floor(random() * 16)]).join('');
  return text
    .replace(/\b(?=[a-f]{0,30}\d)(?=\d{0,30}[a-f])[0-9a-f]{7,64}\b/g, (found) =>
      other(found, () => `a1${hex(found.length - 2)}`),
    )
    .replace(/\b0x[0-9a-f]{6,16}\b/g, (found) => other(found, () => `0x${hex(found.length - 2)}`))
    .replace(/\b(tmp[._-]?)(?=[a-z]{0,12}[A-Z0-9])[A-Za-z0-9]{6,12}\b/g, (found, start: string) =>
      other(found, () => `${start}${hex(3)}Qx${digits(3, random)}`),
    );
};

/** The build was faster or slower, on other ports, with other process ids. */
const durations: Dress = (text, random) =>
  text
    .replace(/\b\d{1,5}(?:\.\d{1,6})?(?= ?(?:ms|s|secs?|seconds?|minutes?|mins?)\b)/g, (found) =>
      found.includes('.') ? `${digits(2, random)}.${digits(2, random)}` : digits(found.length, random),
    )
    .replace(
      /\b(localhost|127\.0\.0\.1|0\.0\.0\.0):\d{4,5}\b/g,
      (_, host: string) => `${host}:${digits(5, random)}`,
    )
    .replace(
      /\b(pid|PID|process|Process)([ =:#]{1,2})\d{2,7}\b/g,
      (_, name: string, mark: string) => `${name}${mark}${digits(5, random)}`,
    )
    .replace(/==\d{3,6}==/g, () => `==${digits(5, random)}==`);

/** The CI system writes a time before each line and colours some. */
const prefix: Dress = (text, random) => {
  let second = 0;
  return text
    .split('\n')
    .map((line) => {
      second += random() < 0.2 ? 1 : 0;
      const clock = new Date(Date.UTC(2031, 3, 7, 8) + second * 1000).toISOString().replace('Z', '1234Z');
      const coloured = /\b(?:error|fail)/i.test(line) && random() < 0.5 ? `\u001b[31m${line}\u001b[0m` : line;
      return `${clock} ${coloured}`;
    })
    .join('\n');
};

/** The ways in which a log is dressed anew for the same failure, by the name of the figure. */
export const dresses: Readonly<Record<string, Dress>> = {
  Times: times,
  Paths: paths,
  Ids: ids,
  Durations: durations,
  Prefix: prefix,
};

const chatter = ['compiling page', 'reading chapter', 'writing index', 'copying images', 'checking anchors'];

/** The log as one lane of two that ran side by side, each line marked with its lane; the seed decides on the order. */
export function interleaved(text: string, random: () => number): string {
  const result: string[] = [];
  let page = 0;
  for (const line of text.split('\n')) {
    while (random() < 0.15) {
      page += 1;
      result.push(`[docs] ${chatter[page % chatter.length]} ${page}`);
    }
    result.push(`[build] ${line}`);
  }
  return result.join('\n');
}
