import { z } from 'zod';
import type { AdfDocument } from '../../adf/document.ts';
import { PermanentError } from '../../errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import { notJira, statusIn } from './failure.ts';
import type { Issue, Move, Ticket, TicketName, Tracker } from './tracker.ts';
import type { Send } from './transport.ts';

/** One page of a search: `query` continues it. */
export interface SearchPage {
  readonly issues: readonly unknown[];
  readonly next?: Readonly<Record<string, string | number>>;
}

/** What the two kinds of Jira do differently. */
export interface Dialect {
  /** Such as /rest/api/3. */
  readonly api: string;
  readonly host: string;
  /** A text as that kind takes it. */
  readonly written: (document: AdfDocument) => Json;
  /** The plain words of a text that it gave. */
  readonly words: (body: unknown) => string;
  readonly person: (name: string) => Json;
  /** Asks for one page of tickets. */
  readonly search: (asked: {
    readonly jql: string;
    readonly fields: readonly string[];
    readonly known: readonly string[];
    readonly from: Readonly<Record<string, string | number>>;
  }) => Promise<SearchPage>;
}

const FIELDS = ['status', 'resolution', 'resolutiondate', 'statuscategorychangedate', 'created', 'updated'];

/** Pages of a search that are read at most: tickets about one fact are few. */
const MOST_PAGES = 5;

const date = z.string().transform((text) => new Date(text));
const issueSchema = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }).optional() }),
    resolution: z.object({ name: z.string() }).nullish(),
    resolutiondate: date.nullish(),
    statuscategorychangedate: date.nullish(),
    created: date,
    updated: date.nullish(),
    description: z.unknown().optional(),
  }),
});
const nameSchema = z.object({ id: z.string(), key: z.string() });
const commentSchema = z.object({ id: z.string() });
const commentsSchema = z.object({ comments: z.array(z.object({ id: z.string(), body: z.unknown() })) });
const transitionsSchema = z.object({
  transitions: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      to: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }).optional() }),
    }),
  ),
});

/** A tracker over Jira's REST interface, in the dialect of its kind. */
export function jiraTracker(send: Send, dialect: Dialect): Tracker {
  const { api } = dialect;
  return {
    sizeOf: (document) => lengthOf(dialect.written(document)),
    urlOf: (key) => `${dialect.host.replace(/\/+$/, '')}/browse/${encodeURIComponent(key)}`,
    find: async (project, label, known = []) => {
      const jql = `project = ${quoted(project)} AND labels = ${quoted(label)} ORDER BY created DESC`;
      const issues: Issue[] = [];
      let from: SearchPage['next'] = {};
      for (let page = 0; from !== undefined && page < MOST_PAGES; page += 1) {
        const found: SearchPage = await dialect.search({ jql, fields: FIELDS, known, from });
        issues.push(...found.issues.map((issue) => issueOf(issue, 'a search')));
        from = found.next;
      }
      return issues.sort((a, b) => b.created.getTime() - a.created.getTime());
    },
    create: async (ticket) => {
      const body = { fields: fieldsOf(ticket, dialect) };
      const answer = await send({ method: 'POST', path: `${api}/issue`, body, what: 'the ticket' });
      const { id, key }: TicketName = parsed(nameSchema, answer, 'a new ticket');
      return { id, key };
    },
    read: async (id) => {
      const query = { fields: [...FIELDS, 'description'].join(',') };
      const answer = await unlessGone(
        send({
          method: 'GET',
          path: `${api}/issue/${encodeURIComponent(id)}`,
          query,
          what: 'to show a ticket',
        }),
      );
      if (answer === undefined) return undefined;
      const { fields } = parsed(issueSchema, answer.given, 'a ticket');
      return { ...issueOf(answer.given, 'a ticket'), description: dialect.words(fields.description) };
    },
    comment: async (id, document) => {
      const path = `${api}/issue/${encodeURIComponent(id)}/comment`;
      const body = { body: dialect.written(document) };
      const answer = await send({ method: 'POST', path, body, what: 'the comment' });
      return { id: parsed(commentSchema, answer, 'a new comment').id };
    },
    findComment: async (id, end) => {
      const path = `${api}/issue/${encodeURIComponent(id)}/comment`;
      const query = { orderBy: '-created', maxResults: 100 };
      const answer = await send({ method: 'GET', path, query, what: 'to show the comments' });
      const { comments } = parsed(commentsSchema, answer, 'the comments');
      const found = comments.find(({ body }) => dialect.words(body).trimEnd().endsWith(end));
      return found === undefined ? undefined : { id: found.id };
    },
    move: async (id, move) => {
      const path = `${api}/issue/${encodeURIComponent(id)}/transitions`;
      const answer = await send({ method: 'GET', path, what: 'to show the transitions' });
      const { transitions } = parsed(transitionsSchema, answer, 'the transitions');
      const chosen = transitionFor(transitions, move);
      if (chosen === undefined) return undefined;
      await send({ method: 'POST', path, body: { transition: { id: chosen.id } }, what: 'the transition' });
      return chosen.name;
    },
  };
}

type Transition = z.infer<typeof transitionsSchema>['transitions'][number];

/** The named transition, by name, id or where it leads; without a name the one that leads back to the start, or the end. */
function transitionFor(transitions: readonly Transition[], { to, transition }: Move): Transition | undefined {
  if (transition !== undefined) {
    const wanted = transition.toLowerCase();
    return (
      transitions.find(({ id, name }) => id === transition || name.toLowerCase() === wanted) ??
      transitions.find((candidate) => candidate.to.name.toLowerCase() === wanted)
    );
  }
  // The keys of status categories are the same in every language and in every Jira.
  const categories = to === 'open' ? ['new', 'indeterminate'] : ['done'];
  return categories
    .flatMap((category) => transitions.filter((candidate) => candidate.to.statusCategory?.key === category))
    .at(0);
}

function issueOf(answer: unknown, what: string): Issue {
  const { id, key, fields } = parsed(issueSchema, answer, what);
  const resolution = fields.resolution?.name;
  const closed = resolution !== undefined || fields.status.statusCategory?.key === 'done';
  const closedAt =
    fields.resolutiondate ?? fields.statuscategorychangedate ?? fields.updated ?? fields.created;
  return {
    ...{ id, key, created: fields.created, status: fields.status.name },
    ...(closed ? { closedAt } : {}),
    ...(resolution === undefined ? {} : { resolution }),
  };
}

function fieldsOf(ticket: Ticket, { written, person }: Dialect): Record<string, Json> {
  const { priority, components, assignee } = ticket;
  return {
    ...ticket.fields,
    project: idOr('key', ticket.project),
    issuetype: idOr('name', ticket.issueType),
    summary: ticket.summary,
    description: written(ticket.description),
    ...(ticket.labels.length === 0 ? {} : { labels: ticket.labels }),
    ...(priority === undefined ? {} : { priority: idOr('name', priority) }),
    ...(components === undefined ? {} : { components: components.map((name) => idOr('name', name)) }),
    ...(assignee === undefined ? {} : { assignee: person(assignee) }),
  };
}

function idOr(name: 'key' | 'name', value: string): Record<string, string> {
  return /^\d+$/.test(value) ? { id: value } : { [name]: value };
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function lengthOf(written: Json): number {
  return typeof written === 'string' ? written.length : JSON.stringify(written).length;
}

/** Undefined where Jira says 404; the answer is wrapped, since it may itself be undefined. */
async function unlessGone(asked: Promise<unknown>): Promise<{ readonly given: unknown } | undefined> {
  try {
    return { given: await asked };
  } catch (error) {
    if (error instanceof PermanentError && statusIn(error.cause) === 404) return undefined;
    throw error;
  }
}

/** Parses an answer; throws the PermanentError of a page that is not Jira's. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  what: string,
): z.infer<Schema> {
  const read = schema.safeParse(answer);
  if (!read.success) throw notJira(what);
  return read.data;
}
