import { ModelServerError, type Prompt, type Rung, type ServerFailureKind } from '../../model/server.ts';
import { ServerRefusal } from './transport.ts';

/** What a server says when it refuses, whichever API it speaks; what it does not say is empty. */
export interface Refused {
  readonly status: number;
  /** `error.type`, such as rate_limit_error. */
  readonly type: string;
  /** `error.details.error_code` (Anthropic) or `error.code` (OpenAI), such as insufficient_quota. */
  readonly code: string;
  /** `error.param` (OpenAI): the field that is refused. */
  readonly param: string;
  readonly message: string;
}

/** Whatever was thrown below an SDK, as a ModelServerError whose message holds no secret and no evidence. */
export function failureOf(
  thrown: unknown,
  { prompt, rung, signal }: { readonly prompt: Prompt; readonly rung: Rung; readonly signal: AbortSignal },
): ModelServerError {
  if (signal.aborted)
    return new ModelServerError('aborted', 'the model server was not waited for any longer');
  for (const error of causesOf(thrown)) {
    if (error instanceof ModelServerError) return error;
    if (error instanceof ServerRefusal) return refusalOf(error, prompt, rung);
  }
  return connectionFailure(thrown);
}

function refusalOf(refusal: ServerRefusal, prompt: Prompt, rung: Rung): ModelServerError {
  const said = readRefusal(refusal.status, refusal.body);
  const kind = refusalKind(said, rung);
  const names = [said.type, said.code, said.param].filter((name) => /^[\w.[\]-]{1,80}$/.test(name));
  const request = refusal.headers.get('request-id') ?? refusal.headers.get('x-request-id') ?? '';
  const sentence = [
    `the model server answered ${said.status}`,
    names.length === 0 ? '' : ` ${[...new Set(names)].join(', ')}`,
    /^[\w-]{1,80}$/.test(request) ? `, request ${request}` : '',
    said.status >= 300 && said.status < 400 ? ': redirects are not followed' : '',
    // What is said about credentials often repeats them in part.
    kind === 'unauthorized' ? '' : quoteOf(said.message, prompt),
  ].join('');
  const retryAfterSeconds = retryAfter(refusal.headers);
  return new ModelServerError(kind, sentence, {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    isNoModel: said.status < 400,
  });
}

/** Reads the error out of a body: Anthropic's, OpenAI's, and the flat ones of vLLM, FastAPI and Ollama. */
export function readRefusal(status: number, body: string): Refused {
  const whole = objectOf(parsed(body));
  const error = typeof whole.error === 'string' ? { message: whole.error } : objectOf(whole.error ?? whole);
  const details = objectOf(error.details);
  return {
    status,
    type: textOf(error.type),
    code: textOf(details.error_code) || textOf(error.code),
    param: textOf(error.param),
    message: textOf(error.message) || (whole.detail === undefined ? '' : JSON.stringify(whole.detail)),
  };
}

// Codes of spent money: EnforcedSpendLimitReachedError and its kin (@anthropic-ai/sdk, resources/shared.d.ts; a ramp
// limit is none, it passes); https://platform.openai.com/docs/guides/error-codes; LiteLLM's budget comes as a 400.
const SPENT = /spend_limit|^insufficient_quota$|^billing_(?:error|hard_limit_reached)$|^budget_exceeded$/;

const OUT_OF_MONEY = /credit balance|\bbilling\b/i;

// Codes and words of a prompt that is too long. Anthropic has no code for it and says "prompt is too long: N tokens > M
// maximum"; context_length_exceeded is OpenAI's; exceed_context_size_error is llama.cpp's (tools/server/
// server-common.cpp); "maximum context length" vLLM's; ContextWindowExceededError LiteLLM's.
const TOO_LONG =
  /prompt is too long|context_length_exceeded|exceed_context_size|maximum context length|ContextWindowExceeded/i;

// The fields of each rung, as refusals name them: "output_config.format.schema: For 'integer' type, property 'minimum'
// is not supported" (Anthropic), param "response_format" (OpenAI), "tools param requires --jinja flag" (llama.cpp, as a
// 500), "JSON schema conversion failed" (llama.cpp), "auto" tool choice requires --enable-auto-tool-choice (vLLM).
const RUNG_FIELDS: Readonly<Record<Rung, RegExp>> = {
  'json-schema': /output_config|output_format|response_format|json.?schema|structured.?output|grammar/i,
  tool: /\btools?\b|tool_choice|tool-choice|function.?call|input_schema|--jinja|grammar/i,
  prompt: /(?!)/,
};

/** What a refusal means for who asked: whether another try, a lower rung or a shorter prompt may help. */
export function refusalKind(refused: Refused, rung: Rung): ServerFailureKind {
  const { status, type, code, message } = refused;
  if (status === 402 || SPENT.test(code) || SPENT.test(type)) return 'spend-limit';
  // Anthropic says it with a 400 invalid_request_error: "Your credit balance is too low to access the Anthropic API."
  if ((status === 400 || status === 403 || status === 429) && OUT_OF_MONEY.test(message))
    return 'spend-limit';
  if (status === 401 || status === 403 || status === 407) return 'unauthorized';
  if (status === 413) return 'context-overflow';
  if (status === 429 || status === 529) return 'rate-limited';
  if (TOO_LONG.test(code) || TOO_LONG.test(type) || TOO_LONG.test(message)) return 'context-overflow';
  if ([400, 404, 422, 500, 501].includes(status) && namesRung(refused, rung)) return 'not-supported';
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'unreachable';
  return 'rejected';
}

/** Whether a refusal is about what the rung asks for. */
export function namesRung({ param, message }: Refused, rung: Rung): boolean {
  return RUNG_FIELDS[rung].test(param) || RUNG_FIELDS[rung].test(message);
}

/** Seconds to wait, from retry-after-ms or retry-after (seconds or a date, RFC 9110 §10.2.3); undefined where none is said. */
export function retryAfter(headers: Headers): number | undefined {
  const milliseconds = numberIn(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds / 1_000;
  const said = headers.get('retry-after');
  const seconds = numberIn(said);
  if (seconds !== undefined || said === null) return seconds;
  // Date.parse takes a lone number for a year.
  const until = /GMT\s*$/.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  // By the server's own clock where it tells it.
  const now = Date.parse(headers.get('date') ?? '');
  return Math.max(0, (until - (Number.isNaN(now) ? Date.now() : now)) / 1_000);
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

// Errors of certificates (node:tls), which no repetition mends.
const WRONG_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS/;
// Alerts of a server that wants a client certificate, or another one (RFC 8446 §6.2).
const WANTS_CERTIFICATE =
  /ERR_SSL_.*ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

function connectionFailure(thrown: unknown): ModelServerError {
  const codes = [...causesOf(thrown)].flatMap((error) => {
    const { code } = error as { code?: unknown };
    return typeof code === 'string' ? [code] : [];
  });
  const code = codes.at(-1);
  if (code !== undefined && WANTS_CERTIFICATE.test(code)) {
    return new ModelServerError('unauthorized', `the model server does not take our certificate (${code})`);
  }
  if (code !== undefined && WRONG_CERTIFICATE.test(code)) {
    return new ModelServerError('rejected', `the model server's certificate is not trusted (${code})`, {
      isNoModel: true,
    });
  }
  if (thrown instanceof SyntaxError) {
    return new ModelServerError('rejected', 'the model server answered with something that is not JSON', {
      isNoModel: true,
      mayHaveCost: true,
    });
  }
  const why = code === undefined ? '' : ` (${code})`;
  return new ModelServerError('unreachable', `the model server could not be reached${why}`);
}

/** The error, its cause, the cause of that … up to eight. */
function* causesOf(thrown: unknown): Generator<Error> {
  let error = thrown;
  for (let depth = 0; depth < 8 && error instanceof Error; depth++) {
    yield error;
    error = error.cause;
  }
}

const WINDOW = 16;

/** The server's own words, shortened; nothing where they repeat a part of what it was asked. */
function quoteOf(message: string, prompt: Prompt): string {
  const line = message.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  if (line === '' || line.length > 2_000) return '';
  const asked = [prompt.system, prompt.user, prompt.repair?.answer ?? '', prompt.repair?.errors ?? '']
    .join(' ')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
  const window = Math.min(WINDOW, line.length);
  for (let at = 0; at + window <= line.length; at++) {
    if (asked.includes(line.slice(at, at + window))) return '';
  }
  return `: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
