import type { AdfDocument } from '../../adf/document.ts';
import { PermanentError } from '../../errors.ts';
import type { Json } from '../../ledger/ledger.ts';

/** What a new ticket says, whatever the tracker; what is optional may be left out where the project refuses it. */
export interface Ticket {
  /** Key, or the id where it is a number. */
  readonly project: string;
  /** Name, or the id where it is a number. */
  readonly issueType: string;
  /** One line of at most 255 characters. */
  readonly summary: string;
  readonly description: AdfDocument;
  /** Without spaces, at most 255 characters each. */
  readonly labels: readonly string[];
  readonly priority?: string;
  readonly components?: readonly string[];
  /** Account id in the cloud, user name in a data center. */
  readonly assignee?: string;
  /** Further fields by their ids, such as customfield_10010, as Jira takes them. */
  readonly fields?: Readonly<Record<string, Json>>;
}

/** Fields that a ticket can do without: what Jira refuses of them is left out once. */
export type Optional = 'labels' | 'priority' | 'components' | 'assignee';

/** A ticket by its two names: the id stays when people move it to another project. */
export interface TicketName {
  readonly id: string;
  readonly key: string;
}

/** A ticket as it stands in the tracker now. */
export interface Issue extends TicketName {
  readonly created: Date;
  readonly status: string;
  /** When it was closed, by status or resolution; undefined while it is open. */
  readonly closedAt?: Date;
  /** Such as Done or Won't Do; undefined where it has none. */
  readonly resolution?: string;
  /** The words of its description; only where one ticket was read. */
  readonly description?: string;
}

/** Which way a ticket is to move: to the named transition, else to the first that opens or closes it. */
export interface Move {
  readonly to: 'open' | 'closed';
  /** Name or id of a transition, or the name of the status that it leads to. */
  readonly transition?: string;
}

/**
 * A tracker that tickets are filed in. Each page of `find`, each `create`, `comment`, `findComment` and `read` is one
 * call, `move` is two; none is repeated here, since the Broker delivers again. Throws PermanentError or
 * RetryLaterError; where `create`, `comment` or `move` throw one that is not rateLimited, it may have happened.
 */
export interface Tracker {
  /** Characters that a text takes there, markup included. */
  readonly sizeOf: (document: AdfDocument) => number;
  /** Where a person can look at a ticket. */
  readonly urlOf: (key: string) => string;
  /** Tickets of a project with this label, newest first. The index lags: what is `known` (ids) is looked at afresh. */
  readonly find: (project: string, label: string, known?: readonly string[]) => Promise<readonly Issue[]>;
  /** Throws a FieldsRefusedError where the project does not take some fields. */
  readonly create: (ticket: Ticket) => Promise<TicketName>;
  /** Undefined where it is gone, or not to be seen. */
  readonly read: (id: string) => Promise<Issue | undefined>;
  readonly comment: (id: string, document: AdfDocument) => Promise<{ readonly id: string }>;
  /** The newest of the last hundred comments that ends with these words; undefined where none does. */
  readonly findComment: (id: string, end: string) => Promise<{ readonly id: string } | undefined>;
  /** The transition that was taken; undefined where the ticket has none that fits. */
  readonly move: (id: string, move: Move) => Promise<string | undefined>;
}

/** Jira names the fields of a new ticket that it does not take. */
export class FieldsRefusedError extends PermanentError {
  /** What Jira says about each field, by its id. */
  readonly refused: Readonly<Record<string, string>>;

  constructor(message: string, refused: Readonly<Record<string, string>>, options: { cause: unknown }) {
    super(message, options);
    this.refused = refused;
  }
}
