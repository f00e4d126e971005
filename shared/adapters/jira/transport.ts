import { type JiraKind, jiraFailure } from './failure.ts';

/** One request to Jira's API. */
export interface Call {
  readonly method: 'GET' | 'POST';
  /** With its version, such as /rest/api/3/issue. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** What it is, for whoever reads the error: 'the ticket'. */
  readonly what: string;
}

/** Sends one request and gives the JSON of its answer, undefined where it has none. */
export type Send = (call: Call) => Promise<unknown>;

/** Where Jira is and who asks. */
export interface JiraAccess {
  readonly kind: JiraKind;
  /** The site, such as https://your-domain.atlassian.net, with the path that a data center may have. */
  readonly host: string;
  readonly auth:
    | { readonly type: 'basic'; readonly email: string; readonly apiToken: string }
    | { readonly type: 'bearer'; readonly token: string };
  readonly timeoutMilliseconds?: number;
}

/** Seconds after which a request is given up; Jira may still be at it then. */
export const JIRA_REQUEST_SECONDS = 15;

/** A way to one Jira; throws PermanentError or RetryLaterError. */
export async function jiraTransport(access: JiraAccess): Promise<Send> {
  // The package's ./cloud entry reads 1,400 schemas at start (1 s and 60 MB, measured); ./core has transport, login and errors in 0.1 s.
  const jira = await import('jira.js/core');
  const client = jira.createClient({ host: access.host, auth: access.auth });
  const milliseconds = access.timeoutMilliseconds ?? JIRA_REQUEST_SECONDS * 1_000;
  return async ({ method, path, query, body, what }) => {
    try {
      const call = client.sendRequest({
        url: path,
        method,
        ...(query === undefined ? {} : { searchParams: { ...query } }),
        ...(body === undefined ? {} : { body }),
      });
      return await within(milliseconds, call);
    } catch (error) {
      throw jiraFailure(error, what, access.kind);
    }
  };
}

/** The client takes no signal (6.2), so a call that is too late is left behind; its answer goes nowhere. */
async function within<Result>(milliseconds: number, call: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Jira did not answer within ${milliseconds} ms`)),
    milliseconds,
  );
  try {
    return await Promise.race([call, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
