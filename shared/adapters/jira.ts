import type { AdfDocument } from '../adf/document.ts';
import { PermanentError, RetryLaterError } from '../errors.ts';

/** What a ticket says, whatever the tracker. */
export interface Ticket {
  /** One line of at most 255 characters. */
  readonly summary: string;
  readonly description: AdfDocument;
  /** Without spaces, at most 255 characters each. */
  readonly labels: readonly string[];
}

/** A tracker that tickets are filed in. Throws PermanentError or RetryLaterError. */
export interface Tickets {
  readonly create: (ticket: Ticket) => Promise<{ readonly key: string }>;
}

export interface JiraOptions {
  /** The site, such as https://your-domain.atlassian.net. */
  readonly host: string;
  readonly email: string;
  readonly token: string;
  /** Key, or the id where it is a number. */
  readonly project: string;
  /** Name, or the id where it is a number. */
  readonly issueType: string;
  readonly timeoutMilliseconds?: number;
}

/** Connects to one project of a Jira Cloud site; each ticket is one call, never repeated here, since the Broker delivers again. */
export async function jiraTickets(options: JiraOptions): Promise<Tickets> {
  // The package's ./cloud entry reads 1,400 schemas at start (1 s and 60 MB, measured); ./core has transport, login and errors in 0.1 s.
  const jira = await import('jira.js/core');
  const client = jira.createClient({
    host: options.host,
    auth: { type: 'basic', email: options.email, apiToken: options.token },
  });
  const timeoutMilliseconds = options.timeoutMilliseconds ?? 15_000;
  return {
    create: async ({ summary, description, labels }) => {
      const fields = {
        project: idOr('key', options.project),
        issuetype: idOr('name', options.issueType),
        summary,
        description,
        labels,
      };
      const call = client.sendRequest({ url: '/rest/api/3/issue', method: 'POST', body: { fields } });
      let answer: unknown;
      try {
        answer = await within(timeoutMilliseconds, call);
      } catch (error) {
        throw jiraFailure(error);
      }
      const key = (answer as { key?: unknown } | undefined)?.key;
      // The page of a login or a proxy; it may have become a ticket all the same, so it is not tried again.
      if (typeof key !== 'string')
        throw new PermanentError(`Jira answered without the key of a ticket; ${HOST}`);
      return { key };
    },
  };
}

function idOr(name: 'key' | 'name', value: string): Record<string, string> {
  return /^\d+$/.test(value) ? { id: value } : { [name]: value };
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

const HOST = 'check JIRA_HOST';

/**
 * What Jira refuses for good, by status, and what to do about it
 * (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post).
 * 401 and 403 are among them although a new token would cure them: nobody sees a retry, while the dead letter says why
 * and can be sent again once the credentials are mended.
 */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'check JIRA_PROJECT and JIRA_ISSUE_TYPE, and which fields the project demands',
  401: 'it does not accept the credentials: check JIRA_EMAIL and JIRA_TOKEN',
  403: 'the account may not create issues there: give it "Browse projects" and "Create issues" in the project',
  404: `there is no Jira Cloud at that address, or the account may not see it: ${HOST}`,
  410: 'the address of the API was taken away: a newer watchkeeper is needed',
  413: 'the ticket is too large, which is a fault of jira-sink',
  415: 'it does not take JSON: something between here and Jira changes the request',
};

/** Turns what the client threw into one of our errors; the token is never in its message. */
export function jiraFailure(error: unknown): PermanentError | RetryLaterError {
  const { status, body, retryAfterMs } = error as {
    status?: unknown;
    body?: unknown;
    retryAfterMs?: unknown;
  };
  if (status === 429) {
    const retryAfterSeconds = typeof retryAfterMs === 'number' ? retryAfterMs / 1_000 : 30;
    return new RetryLaterError('Jira limits our rate', {
      retryAfterSeconds,
      rateLimited: true,
      cause: error,
    });
  }
  if (typeof status === 'number' && status >= 400 && status < 500 && ![408, 409, 425].includes(status)) {
    const cure = REFUSALS[status] ?? HOST;
    return new PermanentError(`Jira refuses the ticket with ${status}${said(body)}; ${cure}`, {
      cause: error,
    });
  }
  const what = typeof status === 'number' ? `Jira answered ${status}` : 'Jira could not be reached in time';
  return new RetryLaterError(what, { retryAfterSeconds: 20, cause: error });
}

/** What the answer itself says about fields, such as " (issuetype: Specify a valid issue type)". */
function said(body: unknown): string {
  const { errors, errorMessages } = (body ?? {}) as { errors?: unknown; errorMessages?: unknown };
  const fields = typeof errors === 'object' && errors !== null ? Object.entries(errors) : [];
  const messages = [
    ...fields.map(([field, message]) => `${field}: ${message}`),
    ...(Array.isArray(errorMessages) ? errorMessages.map(String) : []),
  ];
  return messages.length === 0 ? '' : ` (${messages.join('; ').slice(0, 400)})`;
}
