import { PermanentError, RetryLaterError } from '../../errors.ts';
import { FieldsRefusedError } from './tracker.ts';

export type JiraKind = 'cloud' | 'data-center';

/** The settings that hold the credentials, by kind. */
const CREDENTIALS: Readonly<Record<JiraKind, string>> = {
  cloud: 'JIRA_EMAIL and JIRA_TOKEN',
  'data-center': 'JIRA_TOKEN, a personal access token',
};

const HOST = 'check JIRA_HOST and JIRA_KIND';

/**
 * What Jira refuses for good, by status, and what to do about it
 * (https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#status-codes).
 * 401 and 403 are among them although a new token would cure them: nobody sees a retry, while the dead letter says why
 * and can be sent again once the credentials are mended.
 */
const REFUSALS: Readonly<Record<number, (kind: JiraKind) => string>> = {
  400: () =>
    'check JIRA_PROJECT, JIRA_ISSUE_TYPE and JIRA_MAPPING_FILE, and which fields the project demands',
  401: (kind) => `it does not accept the credentials: check ${CREDENTIALS[kind]}`,
  403: () =>
    'the account may not do that there: give it "Browse projects", "Create issues", "Add comments" and "Transition issues" in the project',
  404: () => `there is no Jira of that kind at that address, or the account may not see it: ${HOST}`,
  410: () => 'the address of the API was taken away: a newer watchkeeper is needed',
  413: () => 'the text is too large, which is a fault of jira-sink',
  415: () => 'it does not take JSON: something between here and Jira changes the request',
};

/** Statuses of the four hundreds that another try may cure. */
const PASSING: readonly number[] = [408, 409, 425];

/** The answer to a request was no answer of Jira's API: the page of a login or a proxy. */
export function notJira(what: string): PermanentError {
  return new PermanentError(`Jira answered ${what} with something that is not its own; ${HOST}`);
}

/** The HTTP status of what the client threw, where Jira answered at all. */
export function statusIn(error: unknown): number | undefined {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

/** Turns what the client threw into one of our errors; the token is never in its message. */
export function jiraFailure(error: unknown, what: string, kind: JiraKind): PermanentError | RetryLaterError {
  const { body, retryAfterMs } = error as { body?: unknown; retryAfterMs?: unknown };
  const status = statusIn(error);
  if (status === 429) {
    return new RetryLaterError('Jira limits our rate', {
      retryAfterSeconds: typeof retryAfterMs === 'number' ? retryAfterMs / 1_000 : 30,
      rateLimited: true,
      cause: error,
    });
  }
  if (status !== undefined && status >= 400 && status < 500 && !PASSING.includes(status)) {
    const cure = REFUSALS[status]?.(kind) ?? HOST;
    const message = `Jira refuses ${what} with ${status}${said(body)}; ${cure}`;
    const refused = fieldsIn(body);
    return status === 400 && Object.keys(refused).length > 0
      ? new FieldsRefusedError(message, refused, { cause: error })
      : new PermanentError(message, { cause: error });
  }
  return new RetryLaterError(
    status === undefined ? 'Jira could not be reached in time' : `Jira answered ${status}`,
    { retryAfterSeconds: 20, cause: error },
  );
}

function fieldsIn(body: unknown): Readonly<Record<string, string>> {
  const { errors } = (body ?? {}) as { errors?: unknown };
  if (typeof errors !== 'object' || errors === null) return {};
  return Object.fromEntries(Object.entries(errors).map(([field, message]) => [field, String(message)]));
}

/** What the answer itself says, such as " (issuetype: Specify a valid issue type)". */
function said(body: unknown): string {
  const { errorMessages } = (body ?? {}) as { errorMessages?: unknown };
  const messages = [
    ...Object.entries(fieldsIn(body)).map(([field, message]) => `${field}: ${message}`),
    ...(Array.isArray(errorMessages) ? errorMessages.map(String) : []),
  ];
  return messages.length === 0 ? '' : ` (${messages.join('; ').slice(0, 400)})`;
}
