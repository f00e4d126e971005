import type { Headers, Message } from '../message.ts';
import type { Answer } from './delivery.ts';

/** Waits so many milliseconds; rejects when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

export interface PostOptions {
  /** Undefined: as long as it takes (Node itself gives up after 300 s without an answer). */
  readonly timeoutMs: number | undefined;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  /** Of an answer no more is read. */
  readonly answerBytes: number;
}

const MOST_REDIRECTS = 10;

/**
 * Posts a message and says how it ended; never throws. Redirects are followed as the real broker follows them (301
 * to 303 as a GET without body, 307 and 308 with it), but only within the same host and port: anywhere else an
 * answer could send events where no manifest allows.
 */
export async function post(url: URL, message: Message, options: PostOptions): Promise<Answer> {
  const timer = new AbortController();
  const deadline = new AbortController();
  let late = false;
  if (options.timeoutMs !== undefined) {
    const stop = AbortSignal.any([timer.signal, options.signal]);
    options.sleep(options.timeoutMs, stop).then(
      () => {
        if (stop.aborted) return;
        late = true;
        deadline.abort();
      },
      () => {},
    );
  }
  try {
    return await follow(
      url,
      message,
      AbortSignal.any([deadline.signal, options.signal]),
      options.answerBytes,
    );
  } catch (error) {
    return late ? { kind: 'timeout' } : { kind: 'unreachable', why: `Post "${url}": ${causeOf(error)}` };
  } finally {
    timer.abort();
  }
}

async function follow(
  first: URL,
  message: Message,
  signal: AbortSignal,
  answerBytes: number,
): Promise<Answer> {
  let url = first;
  let method = 'POST';
  let headers = headersOf(message.headers);
  for (let redirects = 0; ; redirects += 1) {
    const body = method === 'POST' ? { body: bytesOf(message.body) } : {};
    const response = await fetch(url, { method, headers, ...body, redirect: 'manual', signal });
    const next = redirectOf(response, url);
    if (next === undefined || redirects === MOST_REDIRECTS) {
      const { bytes, cut } = await readBody(response, answerBytes);
      const answered = Object.fromEntries(response.headers);
      return { kind: 'answered', status: response.status, headers: answered, body: bytes, cut };
    }
    await response.body?.cancel();
    if (response.status < 304) {
      method = 'GET';
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'));
    }
    headers = { ...headers, referer: url.href };
    url = next;
  }
}

function redirectOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const to = URL.parse(location, from.href);
  return to?.host === from.host && to.protocol === from.protocol ? to : undefined;
}

async function readBody(response: Response, most: number): Promise<{ bytes: Uint8Array; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, most), cut: length > most };
}

function headersOf(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function bytesOf(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(body);
}

// fetch says 'fetch failed'; what failed stands in its cause.
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? causeOf(error.cause) : error.message || error.name;
}
