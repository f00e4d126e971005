import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Agent, type Dispatcher, fetch, ProxyAgent, type Response as UndiciResponse } from 'undici';
import { ModelServerError } from '../../model/server.ts';
import type { Credential, ModelPlace, TlsFiles } from './place.ts';

/** A fetch for one model server: credential, TLS and proxy are its own; the SDK above it needs to know of none. */
export type Transport = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A server's answer that is not a success; what it means is read by failure.ts. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;

  constructor(answer: { readonly status: number; readonly headers: Headers; readonly body: string }) {
    // The SDKs look into messages for words such as "timed out": this one never has any.
    super('the server refused');
    this.status = answer.status;
    this.headers = answer.headers;
    this.body = answer.body;
  }
}

// No answer of a schema with bounds comes near; a server that sends more is not a model.
const MAX_ANSWER_BYTES = 4 * 1_048_576;

/**
 * Opens the way to a server. Redirects are not followed; an answer that is no success is thrown as a ServerRefusal; an
 * answer is read to its end, up to 4 MiB. With a token file, a 401 is tried once more if the file has another token now.
 */
export function openTransport(place: ModelPlace): Transport {
  const dispatcher = dispatcherOf(place);
  const credential = place.credential === undefined ? undefined : new CurrentCredential(place.credential);

  return async (url, init = {}) => {
    const send = async (value: string | undefined): Promise<Response> => {
      const headers = new Headers(init.headers);
      // What the SDKs put there is a placeholder, or comes from variables that are none of our settings.
      headers.delete('x-api-key');
      headers.delete('authorization');
      if (place.credential !== undefined && value !== undefined) headers.set(place.credential.header, value);
      const answer = await fetch(url instanceof Request ? url.url : url, {
        method: init.method ?? 'GET',
        headers: [...headers],
        body: typeof init.body === 'string' ? init.body : null,
        signal: init.signal ?? null,
        redirect: 'manual',
        dispatcher: dispatcher(),
      });
      return whole(answer);
    };
    let value = await credential?.read();
    let answer = await send(value);
    if (answer.status === 401 && credential !== undefined) {
      const rotated = await credential.read({ again: true });
      if (rotated !== value) {
        value = rotated;
        answer = await send(value);
      }
    }
    if (answer.ok) return answer;
    const { status, headers } = answer;
    const body = await answer.text();
    // A gateway that shows the request it refuses would show the credential.
    const secret = value?.replace(/^Bearer /, '');
    throw new ServerRefusal({
      status,
      headers,
      body: secret === undefined ? body : body.replaceAll(secret, '[credential]'),
    });
  };
}

/** The answer with its body read, so that whatever breaks off does so here, within the caller's signal. */
async function whole(answer: UndiciResponse): Promise<Response> {
  try {
    return await readWhole(answer);
  } catch (error) {
    if (error instanceof ModelServerError || !answer.ok) throw error;
    // It was answered, and is most likely paid for.
    throw new ModelServerError('unreachable', "the model server's answer broke off", {
      cause: error,
      mayHaveCost: true,
    });
  }
}

async function readWhole(answer: UndiciResponse): Promise<Response> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      throw new ModelServerError('rejected', 'the model server answered with more than 4 MiB', {
        isNoModel: true,
        mayHaveCost: answer.ok,
      });
    }
    pieces.push(piece);
  }
  const body = bytes === 0 ? null : Buffer.concat(pieces).toString('utf8');
  return new Response(body, { status: answer.status, headers: [...answer.headers] });
}

/** A key as it is, or a token whose file is read again whenever it has changed: the kubelet rotates projected ones. */
class CurrentCredential {
  readonly #credential: Credential;
  #read: { readonly changedMs: number; readonly value: string } | undefined;

  constructor(credential: Credential) {
    this.#credential = credential;
  }

  async read({ again = false } = {}): Promise<string> {
    const { prefix } = this.#credential;
    if ('key' in this.#credential) return prefix + this.#credential.key;
    const { file } = this.#credential;
    try {
      const changedMs = (await stat(file)).mtimeMs;
      if (again || this.#read?.changedMs !== changedMs) {
        this.#read = { changedMs, value: prefix + (await readFile(file, 'utf8')).trim() };
      }
    } catch {
      throw new ModelServerError('unauthorized', `the token in ${file} cannot be read`);
    }
    if (!/^[\x20-\x7e]+$/.test(this.#read.value) || this.#read.value === prefix) {
      throw new ModelServerError('unauthorized', `what stands in ${file} is not a token`);
    }
    return this.#read.value;
  }
}

/** The connections of now: new ones once a certificate or a key has changed in its file. */
function dispatcherOf(place: ModelPlace): () => Dispatcher {
  const files = [place.tls.ca, place.tls.cert, place.tls.key].filter((file) => file !== undefined);
  const version = () => files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs).join();
  let open: { readonly version: string; readonly dispatcher: Dispatcher } | undefined;
  return () => {
    const now = version();
    if (open === undefined || open.version !== now) {
      // What the old ones are still asked is answered; they close behind it.
      void open?.dispatcher.close();
      open = { version: now, dispatcher: connectionsOf(place) };
    }
    return open.dispatcher;
  };
}

function connectionsOf(place: ModelPlace): Dispatcher {
  const tls = pemOf(place.tls);
  // The caller's signal is the only clock: a model may think for minutes before its first byte.
  const waits = { headersTimeout: 0, bodyTimeout: 0 };
  if (place.proxy === undefined) return new Agent({ ...waits, connect: tls });
  return new ProxyAgent({ ...waits, uri: place.proxy, requestTls: tls });
}

function pemOf(files: TlsFiles): { ca?: string; cert?: string; key?: string } {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      throw new ModelServerError('unauthorized', `${file} cannot be read`);
    }
  };
  return {
    ...(files.ca === undefined ? {} : { ca: read(files.ca) }),
    ...(files.cert === undefined ? {} : { cert: read(files.cert) }),
    ...(files.key === undefined ? {} : { key: read(files.key) }),
  };
}
