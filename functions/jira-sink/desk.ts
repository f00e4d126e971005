import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { TicketName, Tracker } from '../../shared/adapters/jira/tracker.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { Entry } from '../../shared/ledger/ledger.ts';
import { once } from '../../shared/ledger/once.ts';
import type { Reported } from '../../shared/rendering/outline.ts';
import { type Case, caseOf, currentOf, dayOf, keepCase, planFor, type Treatment } from './case.ts';
import { recurrenceOf, resolutionOf } from './comment.ts';
import { fileTicket } from './filing.ts';
import type { Place } from './mapping.ts';
import { factLabelOf, ticketOf } from './ticket.ts';

/** What a desk works with. */
export interface DeskOptions extends Treatment {
  readonly tracker: Tracker;
  /** Seconds after which a search shows what was made. */
  readonly lagSeconds: number;
  readonly reopenTransition?: string;
  /** Without it a ticket whose fact is over is only commented on. */
  readonly resolveTransition?: string;
}

/** One report about a fact, as it came. */
export interface Arrived {
  readonly reported: Reported;
  /** Names the run that it is about: the same run comes with the same name. */
  readonly run: string;
  /** Where a new ticket goes. */
  readonly place: Place;
  readonly log: Logger;
}

/** What was done about a report, and with which ticket. */
export interface Done {
  readonly did: 'filed' | 'commented' | 'reopened' | 'counted' | 'nothing';
  readonly key?: string;
}

/** The ticket, and the run whose report it was filed with; '' where that is not known. */
type Filed = { readonly id: string; readonly key: string; readonly run: string };

/**
 * Keeps one ticket for each fact: files the first report, comments on the ticket when the fact comes again, opens it
 * again or files another where it was closed. `fact` is the record of the fact, held alone; each effect happens once
 * however often a report is delivered. What people changed in a ticket is never written over.
 */
export function createDesk(options: DeskOptions) {
  return {
    report: (arrived: Arrived, fact: Entry) => report(options, arrived, fact),
    /** Says in the ticket of a fact that it is over, and closes it where a transition is set; `why` is one sentence. */
    resolve: (arrived: Arrived & { readonly why: string }, fact: Entry) => resolve(options, arrived, fact),
  };
}

/** A short name for a run, which a comment can end with. */
export function runOf(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 12);
}

/** Words that what was written about a run ends with, in a ticket or a comment. */
function endOf(run: string): string {
  return `run ${run}`;
}

async function report(options: DeskOptions, arrived: Arrived, fact: Entry): Promise<Done> {
  const { tracker } = options;
  const { run } = arrived;
  if (caseOf(fact).runs.includes(run)) return { did: 'nothing' };
  const ticket = await ticketFor(options, arrived, fact);
  if (ticket.run === run) return counted(fact, arrived, { did: 'filed', key: ticket.key });
  const { commentedOn } = caseOf(fact);
  const now = new Date(await fact.now());
  // A reopening that has begun goes on, although the ticket may be open by now.
  const began = fact.effect(`reopen ${run}`) !== undefined;
  const plan = began ? 'reopen' : planFor(await tracker.read(ticket.id), options, { now, commentedOn });
  switch (plan) {
    case 'count':
      return counted(fact, arrived, { did: 'counted', key: ticket.key });
    case 'comment':
      await comment(options, arrived, fact, ticket);
      return counted(fact, arrived, { did: 'commented', key: ticket.key });
    case 'reopen': {
      const moved = await reopen(options, arrived, fact, ticket);
      if (options.comments !== 'none') {
        await comment(options, arrived, fact, ticket, moved ? 'reopened' : 'still-closed');
      }
      const otherwise = options.comments === 'none' ? 'counted' : 'commented';
      return counted(fact, arrived, { did: moved ? 'reopened' : otherwise, key: ticket.key });
    }
    case 'file-another': {
      const memory = caseOf(fact);
      const earlier = [...memory.earlier, { id: ticket.id, key: ticket.key }];
      await keepCase(fact, { ...memory, generation: memory.generation + 1, earlier });
      return report(options, arrived, fact);
    }
  }
}

/** The current ticket: the one that the ledger knows, one that is found by its label, or a new one. */
async function ticketFor(options: DeskOptions, arrived: Arrived, fact: Entry): Promise<Filed> {
  const effect = nameOfTicket(caseOf(fact));
  if (fact.effect(effect) === undefined) {
    const found = await adopted(options, arrived, fact);
    if (found) return found;
  }
  return once<Filed>(fact, effect, {
    make: async () => {
      const memory = caseOf(fact);
      // Whoever finds it after a crash has to know whose report stands in it.
      await keepCase(fact, { ...memory, filing: arrived.run });
      const named = await fileTicket(options.tracker, ticketIn(options, arrived, memory), arrived.log);
      return { ...named, run: arrived.run };
    },
    find: async () => {
      const [found] = await search(options, arrived, caseOf(fact));
      return found && { id: found.id, key: found.key, run: caseOf(fact).filing ?? '' };
    },
    lagSeconds: options.lagSeconds,
  });
}

function nameOfTicket({ generation }: Case): string {
  return `ticket ${generation}`;
}

/** Takes a ticket that is there already, from before the ledger forgot it; undefined where there is none. */
async function adopted(options: DeskOptions, arrived: Arrived, fact: Entry): Promise<Filed | undefined> {
  const memory = caseOf(fact);
  const found = await search(options, arrived, memory);
  const current = currentOf(found);
  if (current === undefined) return undefined;
  const others = found.filter(({ id }) => id !== current.id).map(({ id, key }) => ({ id, key }));
  await keepCase(fact, { ...memory, uncounted: true, earlier: [...memory.earlier, ...others] });
  const { run } = arrived;
  const filed = (await options.tracker.read(current.id))?.description?.includes(endOf(run)) ?? false;
  const told = filed ? undefined : await options.tracker.findComment(current.id, endOf(run));
  if (told !== undefined) await fact.confirm(`comment ${run}`, told);
  const ticket = { id: current.id, key: current.key, run: filed ? run : '' };
  await fact.confirm(nameOfTicket(memory), ticket);
  arrived.log.info({ key: current.key }, 'found the ticket by its label');
  return ticket;
}

/** Tickets about the fact that are not among the earlier ones, newest first. */
async function search({ tracker }: DeskOptions, { reported, place }: Arrived, { earlier }: Case) {
  const ids = earlier.map(({ id }) => id);
  const found = await tracker.find(place.project, factLabelOf(reported), ids);
  return found.filter(({ id }) => !ids.includes(id));
}

function ticketIn({ tracker }: DeskOptions, { reported, place, run }: Arrived, { earlier }: Case) {
  const last = earlier.at(-1);
  const text = ticketOf(reported, {
    sizeOf: tracker.sizeOf,
    end: endOf(run),
    ...(last === undefined ? {} : { earlier: { key: last.key, url: tracker.urlOf(last.key) } }),
  });
  return { ...place, ...text, labels: [...new Set([...text.labels, ...place.labels])] };
}

async function comment(
  { tracker, lagSeconds }: DeskOptions,
  { reported, run }: Arrived,
  fact: Entry,
  { id }: TicketName,
  reopened?: 'reopened' | 'still-closed',
): Promise<void> {
  const end = endOf(run);
  const { count: before, uncounted } = caseOf(fact);
  const count = uncounted ? undefined : before + 1;
  const document = recurrenceOf(reported, { count, end, ...(reopened === undefined ? {} : { reopened }) });
  await once(fact, `comment ${run}`, {
    make: () => tracker.comment(id, document),
    find: () => tracker.findComment(id, end),
    lagSeconds,
  });
}

/** Opens a closed ticket; false where it has no transition that does, or Jira refuses it. */
async function reopen(
  { tracker, lagSeconds, reopenTransition }: DeskOptions,
  { run, log }: Arrived,
  fact: Entry,
  { id, key }: TicketName,
): Promise<boolean> {
  const move = {
    to: 'open',
    ...(reopenTransition === undefined ? {} : { transition: reopenTransition }),
  } as const;
  const moved = await once<boolean>(fact, `reopen ${run}`, {
    make: () => moveOrSay(() => tracker.move(id, move), key, log),
    find: async () => ((await tracker.read(id))?.closedAt === undefined ? true : undefined),
    lagSeconds,
  });
  return moved;
}

/** A workflow that asks for more than a transition, such as a comment on its screen, must not lose the report. */
async function moveOrSay(
  move: () => Promise<string | undefined>,
  key: string,
  log: Logger,
): Promise<boolean> {
  try {
    const transition = await move();
    if (transition === undefined) log.warn({ key }, 'the ticket has no transition that fits');
    return transition !== undefined;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    log.warn({ key, err: error }, 'Jira refuses the transition');
    return false;
  }
}

/** The run is done with: it is counted, and its effects need no more to be known. */
async function counted(fact: Entry, { run }: Arrived, done: Done): Promise<Done> {
  const memory = caseOf(fact);
  const commented = fact.effect(`comment ${run}`) !== undefined;
  await keepCase(fact, {
    ...memory,
    count: memory.count + 1,
    runs: [...memory.runs, run],
    ...(commented ? { commentedOn: dayOf(new Date(await fact.now())) } : {}),
  });
  await forget(fact, [`comment ${run}`, `reopen ${run}`]);
  return done;
}

/** Keeps the record of a fact small: it lives as long as the fact comes again. */
async function forget(fact: Entry, effects: readonly string[]): Promise<void> {
  for (const effect of effects) if (fact.effect(effect) !== undefined) await fact.withdraw(effect);
}

async function resolve(
  options: DeskOptions,
  arrived: Arrived & { readonly why: string },
  fact: Entry,
): Promise<Done> {
  const { tracker, lagSeconds, resolveTransition } = options;
  const { run, log } = arrived;
  const effects = { close: `close ${run}`, comment: `comment ${run}` };
  if (caseOf(fact).runs.includes(run)) return { did: 'nothing' };
  const known = fact.effect(nameOfTicket(caseOf(fact)));
  const ticket = known?.state === 'done' ? (known.made as Filed) : await adopted(options, arrived, fact);
  if (ticket === undefined) return { did: 'nothing' };
  const { id, key } = ticket;
  const began = fact.effect(effects.comment) !== undefined;
  const issue = began ? undefined : await tracker.read(id);
  if (!began && (issue === undefined || issue.closedAt !== undefined)) return { did: 'nothing', key };
  const end = endOf(run);
  await once(fact, effects.comment, {
    make: () => tracker.comment(id, resolutionOf(arrived.why, end)),
    find: () => tracker.findComment(id, end),
    lagSeconds,
  });
  if (resolveTransition !== undefined) {
    await once<boolean>(fact, effects.close, {
      make: () =>
        moveOrSay(() => tracker.move(id, { to: 'closed', transition: resolveTransition }), key, log),
      find: async () => ((await tracker.read(id))?.closedAt === undefined ? undefined : true),
      lagSeconds,
    });
  }
  const memory = caseOf(fact);
  await keepCase(fact, { ...memory, runs: [...memory.runs, run] });
  await forget(fact, Object.values(effects));
  return { did: 'commented', key };
}
