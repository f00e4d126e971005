import type { Logger } from 'pino';
import {
  FieldsRefusedError,
  type Optional,
  type Ticket,
  type TicketName,
  type Tracker,
} from '../../shared/adapters/jira/tracker.ts';
import { PermanentError } from '../../shared/errors.ts';

const OPTIONAL: readonly Optional[] = ['labels', 'priority', 'components', 'assignee'];

/**
 * Creates a ticket. Where Jira refuses fields that it can do without, it is created once more without them, and the
 * log says so; where it refuses others, or demands some that are not set, a PermanentError says which.
 */
export async function fileTicket(tracker: Tracker, ticket: Ticket, log: Logger): Promise<TicketName> {
  try {
    return await tracker.create(ticket);
  } catch (error) {
    if (!(error instanceof FieldsRefusedError)) throw error;
    const fields = Object.keys(error.refused);
    const own = new Set([...OPTIONAL.filter((name) => ticket[name] !== undefined), ...namesOf(ticket)]);
    const needed = fields.filter((field) => !own.has(field));
    if (needed.length > 0) {
      throw new PermanentError(
        `${error.message}; set what the project demands (${needed.join(', ')}) in JIRA_MAPPING_FILE`,
        { cause: error },
      );
    }
    log.warn(
      { refused: error.refused },
      fields.includes('labels')
        ? 'Jira refuses labels: the ticket is filed without them, so only the ledger finds it again'
        : 'Jira refuses optional fields: the ticket is filed without them',
    );
    return tracker.create(without(ticket, new Set(fields)));
  }
}

function namesOf({ fields = {} }: Ticket): string[] {
  return Object.keys(fields);
}

function without(ticket: Ticket, refused: ReadonlySet<string>): Ticket {
  const { priority, components, assignee, fields = {}, labels, ...rest } = ticket;
  return {
    ...rest,
    labels: refused.has('labels') ? [] : labels,
    ...(priority === undefined || refused.has('priority') ? {} : { priority }),
    ...(components === undefined || refused.has('components') ? {} : { components }),
    ...(assignee === undefined || refused.has('assignee') ? {} : { assignee }),
    fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !refused.has(name))),
  };
}
