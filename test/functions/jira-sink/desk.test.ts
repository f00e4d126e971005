import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { planFor, type Treatment } from '../../../functions/jira-sink/case.ts';
import { createDesk, type DeskOptions } from '../../../functions/jira-sink/desk.ts';
import { jiraCloud } from '../../../shared/adapters/jira/cloud.ts';
import type { Issue } from '../../../shared/adapters/jira/tracker.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { type Entry, type Key, LostClaimError } from '../../../shared/ledger/ledger.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  type JiraServerOptions,
  startJiraServer,
} from '../../fakes/jira-server.ts';
import { compileError } from '../../fakes/reports.ts';
import { clockAt } from './sink.ts';

const treatment: Treatment = { comments: 'each', reopenDays: 14, wontFix: ["won't do"] };

describe('what is done with a ticket whose failure came again', () => {
  const now = new Date('2026-01-20T03:00:00Z');
  const open: Issue = { id: '1', key: 'A-1', created: new Date('2026-01-01'), status: 'To Do' };
  const closed = (closedAt: string, resolution = 'Done'): Issue => ({
    ...open,
    closedAt: new Date(closedAt),
    resolution,
  });

  test.each<[string, Issue | undefined, Partial<Treatment>, string | undefined, string]>([
    ['is open', open, {}, undefined, 'comment'],
    ['is open, with a comment of today', open, { comments: 'first-per-day' }, '2026-01-20', 'count'],
    ['is open, with a comment of yesterday', open, { comments: 'first-per-day' }, '2026-01-19', 'comment'],
    ['is open, without comments', open, { comments: 'none' }, undefined, 'count'],
    ['is gone', undefined, {}, undefined, 'file-another'],
    ['was closed within the days', closed('2026-01-06T03:00:01Z'), {}, undefined, 'reopen'],
    [
      'was closed within the days, without comments',
      closed('2026-01-19'),
      { comments: 'none' },
      undefined,
      'reopen',
    ],
    ['was closed before', closed('2026-01-06T03:00:00Z'), {}, undefined, 'file-another'],
    [
      'was closed a second ago, with no days',
      closed('2026-01-20T02:59:59Z'),
      { reopenDays: 0 },
      undefined,
      'file-another',
    ],
    ["was closed as won't do", closed('2026-01-19', "Won't Do"), {}, undefined, 'count'],
    ["was closed as won't do long ago", closed('2020-01-01', "WON'T DO"), {}, undefined, 'count'],
    ["is open with won't do", { ...open, resolution: "Won't Do" }, {}, undefined, 'count'],
  ])('that %s', (_, issue, change, commentedOn, plan) => {
    expect(planFor(issue, { ...treatment, ...change }, { now, commentedOn })).toBe(plan);
  });
});

describe('a failure that is over', () => {
  const servers: JiraServer[] = [];
  afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

  async function office(options: Partial<DeskOptions> = {}, server: JiraServerOptions = {}) {
    const clock = clockAt();
    const jira = await startJiraServer({ now: clock.now, ...server });
    servers.push(jira);
    const tracker = await jiraCloud({ host: jira.url, email: JIRA_EMAIL, token: JIRA_TOKEN });
    const desk = createDesk({ tracker, lagSeconds: 30, ...treatment, ...options });
    const keeping = { leaseSeconds: 180, keepSeconds: 3_600 };
    const ledger = createLedger(
      memoryStore(() => clock.now().getTime()),
      keeping,
    );
    const arrived = (run: string) => ({
      ...{ reported: compileError, run, log: pino({ level: 'silent' }) },
      place: { project: JIRA_PROJECT, issueType: 'Task', labels: [] },
    });
    return {
      ...{ jira, desk },
      report: (run: string) => held(ledger, (fact) => desk.report(arrived(run), fact)),
      resolve: (run: string) =>
        held(ledger, (fact) => desk.resolve({ ...arrived(run), why: 'the build passes again.' }, fact)),
      forget: () =>
        held(createLedger(memoryStore(), keeping), async (fact) =>
          desk.resolve({ ...arrived('z'), why: 'it passes.' }, fact),
        ),
    };
  }

  test('is commented on once, however often it is said', async () => {
    const { jira, report, resolve } = await office();
    await report('a');
    expect(await resolve('b')).toEqual({ did: 'commented', key: 'BUILD-1' });
    expect(await resolve('b')).toEqual({ did: 'nothing' });
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
    expect(JSON.stringify(jira.comments[0]?.body)).toContain('the build passes again.');
  });

  test('closes its ticket where a transition is set, and opens it when it comes back', async () => {
    const { jira, report, resolve } = await office({ resolveTransition: 'Done' });
    await report('a');
    await resolve('b');
    await report('c');
    expect(jira.effects.slice(1)).toEqual([
      ...['commented BUILD-1', 'moved BUILD-1 to Done'],
      ...['moved BUILD-1 to To Do', 'commented BUILD-1'],
    ]);
  });

  test('leaves a ticket alone that people have closed, and does nothing without one', async () => {
    const { jira, report, resolve } = await office({ resolveTransition: 'Done' });
    expect(await resolve('a')).toEqual({ did: 'nothing' });
    await report('b');
    jira.people.close('BUILD-1');
    expect(await resolve('c')).toEqual({ did: 'nothing', key: 'BUILD-1' });
    expect(jira.effects).toEqual(['created BUILD-1']);
  });

  test('finds its ticket by the label where the ledger has forgotten it', async () => {
    const { jira, report, forget } = await office();
    await report('a');
    expect(await forget()).toEqual({ did: 'commented', key: 'BUILD-1' });
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
  });

  test('is commented on and closed once, wherever it is cut', async () => {
    // Look, comment, transitions, transition.
    for (const cut of [0, 1, 2, 3]) {
      let counting = false;
      let requests = 0;
      const fault = () => {
        if (!counting) return undefined;
        requests += 1;
        return requests === cut + 1 ? ({ after: 'cut' } as const) : undefined;
      };
      const options = { resolveTransition: 'Done', lagSeconds: 0 };
      const { jira, report, resolve } = await office(options, { fault });
      await report('a');
      counting = true;
      await expect(resolve('b')).rejects.toThrow('could not be reached');
      await resolve('b');
      expect(jira.effects.slice(1)).toEqual(['commented BUILD-1', 'moved BUILD-1 to Done']);
    }
  });
});

async function held<Result>(
  ledger: ReturnType<typeof createLedger>,
  work: (fact: Entry) => Promise<Result>,
  key: Key = ['fact'],
): Promise<Result> {
  const claim = await ledger.claim(key);
  if (claim.kind !== 'held') throw new LostClaimError();
  try {
    return await work(claim.entry);
  } finally {
    await claim.entry.release();
  }
}
