import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import jiraSink from '../../../functions/jira-sink/function.ts';
import { readConfig, SettingsError } from '../../../shared/config.ts';
import { invoke } from '../../../shared/invoke.ts';
import { JIRA_PROJECT, type JiraServerOptions } from '../../fakes/jira-server.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';
import { clockAt, deliver, type Kind, never, sinkOf, type Town, town, triaged } from './sink.ts';

const towns: Town[] = [];
afterEach(async () => void (await Promise.all(towns.splice(0).map(({ jira }) => jira.close()))));

async function open(kind: Kind, options: JiraServerOptions = {}): Promise<Town> {
  const opened = await town(kind, options);
  towns.push(opened);
  return opened;
}

const KINDS: readonly Kind[] = ['cloud', 'data-center'];
/** Longer than any lag. */
const LONG = 31;

describe.each(KINDS)('jira-sink with %s', (kind) => {
  test.each([
    ['a compile error', compileError],
    ['a build without a log', noLog],
    ['a storm of failing tests', testStorm],
  ])('files one ticket for %s and emits nothing', async (_, data) => {
    const { jira, sink } = await open(kind);
    expect(await invoke(await sink(), triaged('a', { data }), never)).toEqual({ events: [] });
    expect(jira.effects).toEqual(['created BUILD-1']);
    expect(jira.issues[0]?.fields).toMatchObject({
      project: { key: JIRA_PROJECT },
      issuetype: { name: 'Task' },
      summary: data.report.headline,
      labels: [
        'watchkeeper',
        data.report.fingerprint,
        data.report.category,
        expect.stringMatching(/^wk-\w{16}$/),
      ],
    });
  });

  test('row 13: does nothing more for an event that comes again', async () => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    await invoke(ours, triaged('a'), never);
    const requests = jira.requests.length;
    expect(await invoke(ours, triaged('a'), never)).toEqual({ events: [], repeated: true });
    expect(jira.requests.length).toBe(requests);
  });

  test('row 14: files one ticket for one event that is delivered twenty times at once', async () => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    const statuses = await Promise.all(Array.from({ length: 20 }, () => deliver(ours, triaged('a'))));
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect(jira.effects).toEqual(['created BUILD-1']);
  });

  test('row 15: refuses an id that comes with another report', async () => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    await invoke(ours, triaged('a'), never);
    expect(await deliver(ours, triaged('a', { about: { name: 'other' } }))).toBe(422);
    expect(jira.effects).toEqual(['created BUILD-1']);
  });

  test('row 16: handles the same id from two sources, as two runs of one failure', async () => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    await invoke(ours, triaged('a'), never);
    const other = { ...triaged('a', { about: { uid: 'uid-b' } }), source: '/watchkeeper/other' };
    await invoke(ours, other, never);
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
  });

  test('files one ticket when two events of one failure come at once, and comments on the other', async () => {
    const { jira, sink } = await open(kind);
    const [one, two] = [await sink(), await sink()];
    await Promise.all([invoke(one, triaged('a'), never), invoke(two, triaged('b'), never)]);
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
  });

  test('does nothing for a second event about the same run', async () => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    await invoke(ours, triaged('a'), never);
    await invoke(ours, triaged('another', { about: { name: 'checkout-build-a', uid: 'uid-a' } }), never);
    expect(jira.effects).toEqual(['created BUILD-1']);
  });

  test('counts in its comments, in a new process with the same ledger', async () => {
    const { jira, sink } = await open(kind);
    for (const id of ['a', 'b', 'c']) await invoke(await sink(), triaged(id), never);
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1', 'commented BUILD-1']);
    const bodies = jira.comments.map(({ body }) => JSON.stringify(body).replaceAll('&#45;', '-'));
    expect(bodies[0]).toContain('It failed again, twice so far');
    expect(bodies[0]).toContain('payments/checkout-build-b');
    expect(bodies[1]).toContain('It failed again, 3 times so far');
  });

  test.each([
    ['another namespace', { namespace: 'other' }],
    ['another cluster', { cluster: 'east' }],
    ['another workload', { workload: 'Pipeline/release' }],
  ])('files another ticket for the same failure in %s', async (_, about) => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    await invoke(ours, triaged('a'), never);
    await invoke(ours, triaged('b', { about }), never);
    expect(jira.effects).toEqual(['created BUILD-1', 'created BUILD-2']);
  });

  test('tells nothing twice of a run, and no wrong count, when the ledger has forgotten all', async () => {
    const { jira, clock } = await open(kind);
    const restarted = () => sinkOf(kind, jira, clock);
    for (const id of ['a', 'a', 'b', 'b', 'a', 'c']) await invoke(await restarted(), triaged(id), never);
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1', 'commented BUILD-1']);
    const bodies = jira.comments.map(({ body }) => JSON.stringify(body));
    for (const body of bodies) {
      expect(body).toContain('It failed again');
      expect(body).not.toMatch(/times|twice/);
    }
  });

  test('waits for as long as a request may take, whatever lag is set', async () => {
    const { jira, clock, sink } = await open(kind);
    const ours = await sink({ JIRA_SEARCH_LAG_SECONDS: '0' });
    jira.failNext({ status: 200, body: none(kind) }, 'cut');
    expect(await deliver(ours, triaged('a'))).toBe(503);
    clock.pass(16);
    expect(await deliver(ours, triaged('a'))).toBe(503);
    expect(jira.effects).toEqual([]);
    clock.pass(5);
    expect(await deliver(ours, triaged('a'))).toBe(202);
    expect(jira.effects).toEqual(['created BUILD-1']);
  });

  test('does not start where a crash and the lag after it leave no time for another delivery', async () => {
    const { sink } = await open(kind);
    await expect(sink({ LEDGER_LEASE_SECONDS: '180', RETRY_BACKOFF_SECONDS: '210' })).rejects.toThrow(
      'LEDGER_LEASE_SECONDS (180) and JIRA_SEARCH_LAG_SECONDS (30) have to be less together than the waits of the Trigger (210 s',
    );
  });

  test('finds the open ticket by its label when the ledger has forgotten it', async () => {
    const { jira, clock, sink } = await open(kind);
    await invoke(await sink(), triaged('a'), never);
    await invoke(await sinkOf(kind, jira, clock), triaged('b'), never);
    expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
  });

  test('takes the open ticket of several that a forgotten ledger leaves', async () => {
    const { jira, clock, sink } = await open(kind, { pageSize: 1 });
    await invoke(await sink({ JIRA_REOPEN_DAYS: '0' }), triaged('a'), never);
    jira.people.close('BUILD-1');
    await invoke(await sink({ JIRA_REOPEN_DAYS: '0' }), triaged('b'), never);
    await invoke(await sinkOf(kind, jira, clock), triaged('c'), never);
    expect(jira.effects).toEqual(['created BUILD-1', 'created BUILD-2', 'commented BUILD-2']);
  });

  describe('after a crash or a cut', () => {
    test('row 56: finds the ticket that a cut answer left, and files no second one', async () => {
      const { jira, sink } = await open(kind);
      const ours = await sink();
      jira.failNext({ status: 200, body: none(kind) }, { after: 'cut' });
      expect(await deliver(ours, triaged('a'))).toBe(503);
      expect(await deliver(ours, triaged('a'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1']);
    });

    test('waits for an index that lags, then finds the one ticket', async () => {
      const { jira, clock, sink } = await open(kind, { lag: { milliseconds: 20_000 } });
      jira.failNext({ status: 200, body: none(kind) }, { after: 'cut' });
      expect(await deliver(await sink(), triaged('a'))).toBe(503);
      clock.pass(10);
      expect(await deliver(await sink(), triaged('a'))).toBe(503);
      clock.pass(10);
      expect(await deliver(await sink(), triaged('a'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1']);
    });

    test('files the ticket once the lag is over where the cut request never arrived', async () => {
      const { jira, clock, sink } = await open(kind);
      jira.failNext({ status: 200, body: none(kind) }, 'cut');
      expect(await deliver(await sink(), triaged('a'))).toBe(503);
      expect(await deliver(await sink(), triaged('a'))).toBe(503);
      clock.pass(LONG);
      expect(await deliver(await sink(), triaged('a'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1']);
    });

    test('lets another event find the ticket of the first, and comment on it', async () => {
      const { jira, sink } = await open(kind);
      jira.failNext({ status: 200, body: none(kind) }, { after: 'cut' });
      expect(await deliver(await sink(), triaged('a'))).toBe(503);
      expect(await deliver(await sink(), triaged('b'))).toBe(202);
      expect(await deliver(await sink(), triaged('a'))).toBe(202);
      expect(jira.effects[0]).toBe('created BUILD-1');
      expect(jira.issues).toHaveLength(1);
      expect(jira.comments).toHaveLength(1);
    });

    test('finds the comment that a cut answer left', async () => {
      const { jira, sink } = await open(kind);
      const ours = await sink();
      await invoke(ours, triaged('a'), never);
      const answered = jira.issues[0];
      jira.failNext({ status: 200, body: look(answered) }, { after: 'cut' });
      expect(await deliver(ours, triaged('b'))).toBe(503);
      expect(await deliver(ours, triaged('b'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
    });

    test('opens a ticket again once, and comments once, wherever it is cut', async () => {
      for (const cut of [0, 1, 2, 3]) {
        const { jira, clock, sink } = await open(kind, {
          // Read, transitions, transition, comment.
          fault: () => {
            if (!counting) return undefined;
            requests += 1;
            return requests === cut + 1 ? { after: 'cut' } : undefined;
          },
        });
        let counting = false;
        let requests = 0;
        const ours = await sink();
        await invoke(ours, triaged('a'), never);
        jira.people.close('BUILD-1');
        counting = true;
        const statuses: number[] = [];
        for (let tries = 0; tries < 4 && statuses.at(-1) !== 202; tries += 1) {
          statuses.push(await deliver(ours, triaged('b')));
          clock.pass(LONG);
        }
        expect(statuses).toContain(503);
        expect(jira.effects).toEqual(['created BUILD-1', 'moved BUILD-1 to To Do', 'commented BUILD-1']);
        expect(JSON.stringify(jira.comments[0]?.body)).toContain('so it is opened again');
      }
    });
  });

  describe('when the ticket was closed', () => {
    test('opens it again within the days that are set, and says so', async () => {
      const { jira, clock, sink } = await open(kind);
      const ours = await sink();
      await invoke(ours, triaged('a'), never);
      jira.people.close('BUILD-1');
      clock.pass(13 * 86_400);
      await invoke(await sink(), triaged('b'), never);
      expect(jira.effects.slice(1)).toEqual(['moved BUILD-1 to To Do', 'commented BUILD-1']);
      expect(JSON.stringify(jira.comments[0]?.body)).toContain('so it is opened again');
    });

    test.each([
      ['by its name', 'Start'],
      ['by its id', '21'],
      ['by where it leads', 'in progress'],
    ])('takes the transition that is set, %s', async (_, transition) => {
      const { jira, sink } = await open(kind);
      const ours = await sink({ JIRA_REOPEN_TRANSITION: transition });
      await invoke(ours, triaged('a'), never);
      jira.people.close('BUILD-1');
      await invoke(ours, triaged('b'), never);
      expect(jira.moves).toEqual([{ issue: 'BUILD-1', transition: 'Start' }]);
    });

    test('only comments where no transition leads out of the closed status', async () => {
      const { jira, sink } = await open(kind, { transitions: [{ id: '31', name: 'Done', to: 'Done' }] });
      const ours = await sink();
      await invoke(ours, triaged('a'), never);
      jira.people.close('BUILD-1');
      await invoke(ours, triaged('b'), never);
      expect(jira.effects.slice(1)).toEqual(['commented BUILD-1']);
      expect(JSON.stringify(jira.comments[0]?.body)).toContain('This ticket is closed');
    });

    test('files another one after that, with a link to the earlier', async () => {
      const { jira, clock, sink } = await open(kind);
      const ours = await sink();
      await invoke(ours, triaged('a'), never);
      jira.people.close('BUILD-1');
      clock.pass(15 * 86_400);
      // The ledger has forgotten by now: it finds the closed one by its label.
      await invoke(ours, triaged('b'), never);
      await invoke(ours, triaged('c'), never);
      expect(jira.effects).toEqual(['created BUILD-1', 'created BUILD-2', 'commented BUILD-2']);
      expect(JSON.stringify(jira.issues[1]?.fields.description)).toContain(`${jira.url}/browse/BUILD-1`);
    });

    test('finds the second ticket after a cut, not the first', async () => {
      const { jira, sink } = await open(kind);
      const ours = await sink({ JIRA_REOPEN_DAYS: '0' });
      await invoke(ours, triaged('a'), never);
      jira.people.close('BUILD-1');
      const [first] = jira.issues;
      jira.failNext(
        { status: 200, body: look(first, 'Done') },
        { status: 200, body: none(kind) },
        { after: 'cut' },
      );
      expect(await deliver(ours, triaged('b'))).toBe(503);
      expect(await deliver(ours, triaged('b'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1', 'created BUILD-2']);
    });

    test.each([
      ["Won't Do", {}],
      ["Won't Fix", {}],
      ['Declined', { JIRA_WONT_FIX: "Won't Do, Declined" }],
    ])('leaves it alone where it was closed as %s', async (resolution, settings) => {
      const { jira, clock, sink } = await open(kind);
      const ours = await sink(settings);
      await invoke(ours, triaged('a'), never);
      jira.people.close('BUILD-1', resolution);
      await invoke(ours, triaged('b'), never);
      await invoke(await sinkOf(kind, jira, clock, settings), triaged('c'), never);
      clock.pass(60 * 86_400);
      await invoke(ours, triaged('d'), never);
      expect(jira.effects).toEqual(['created BUILD-1']);
    });

    test('files another one where it was deleted', async () => {
      const { jira, sink } = await open(kind);
      const ours = await sink();
      await invoke(ours, triaged('a'), never);
      jira.people.remove('BUILD-1');
      await invoke(ours, triaged('b'), never);
      expect(jira.effects).toEqual(['created BUILD-1', 'created BUILD-2']);
    });
  });

  test.each([
    ['each', 3],
    ['first-per-day', 2],
    ['none', 0],
  ])('with JIRA_COMMENTS=%s it comments %i times on three runs in two days', async (comments, times) => {
    const { jira, clock, sink } = await open(kind);
    const ours = await sink({ JIRA_COMMENTS: comments });
    for (const id of ['a', 'b', 'c']) await invoke(ours, triaged(id), never);
    clock.pass(86_400);
    await invoke(ours, triaged('d'), never);
    expect(jira.comments).toHaveLength(times);
    const counts = JSON.stringify(jira.comments.at(-1)?.body ?? '4 times so far');
    expect(counts).toContain('4 times so far');
  });

  test('leaves what people changed as it is', async () => {
    const { jira, sink } = await open(kind);
    const ours = await sink();
    await invoke(ours, triaged('a'), never);
    const changed = { summary: 'mine', labels: ['mine'], assignee: { id: 'me' }, priority: { name: 'Low' } };
    jira.people.edit('BUILD-1', changed);
    await invoke(ours, triaged('b'), never);
    jira.people.close('BUILD-1');
    await invoke(ours, triaged('c'), never);
    expect(jira.issues[0]?.fields).toMatchObject(changed);
    // The one write to the issue itself is the one that made it.
    const written = jira.requests.filter(({ path }) => /\/issue(?:\/|$)/.test(path.split('?')[0] ?? ''));
    const ways = written.map(({ method, path }) => `${method} ${path.split(/[?/]/).at(5) ?? ''}`);
    expect(ways.filter((way) => way.startsWith('PUT') || way === 'POST ')).toEqual(['POST ']);
    expect(jira.issues).toHaveLength(1);
  });

  describe('row 56: a 400 that names fields', () => {
    test('files the ticket once without the optional ones', async () => {
      const { jira, sink } = await open(kind, { hiddenFields: ['priority', 'labels'] });
      const ours = await sink({ JIRA_MAPPING_FILE: await mapping('priority: High\ncomponents: [Builds]') });
      expect(await deliver(ours, triaged('a'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1']);
      expect(jira.issues[0]?.fields).toMatchObject({ components: [{ name: 'Builds' }] });
      expect(jira.issues[0]?.fields).not.toHaveProperty('priority');
      expect(jira.issues[0]?.fields).not.toHaveProperty('labels');
    });

    test('drops a custom field and an unknown component, and comments on that ticket later', async () => {
      const { jira, sink } = await open(kind);
      const file = await mapping('fields: { customfield_10010: platform }\ncomponents: [Unknown]');
      const ours = await sink({ JIRA_MAPPING_FILE: file });
      expect(await deliver(ours, triaged('a'))).toBe(202);
      expect(await deliver(ours, triaged('b'))).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1', 'commented BUILD-1']);
    });

    test('dead-letters what a project demands and nobody set, and says which field', async () => {
      const { jira, sink } = await open(kind, { requiredFields: ['customfield_10020'] });
      const ours = await sink();
      await expect(invoke(ours, triaged('a'), never)).rejects.toThrow(
        /customfield_10020 is required.*JIRA_MAPPING_FILE/s,
      );
      expect(await deliver(ours, triaged('b'))).toBe(422);
      expect(jira.effects).toEqual([]);
    });

    test('files it where the mapping sets what the project demands', async () => {
      const { jira, sink } = await open(kind, { requiredFields: ['customfield_10020'] });
      const file = await mapping('fields: { customfield_10020: { value: platform } }');
      expect(await deliver(await sink({ JIRA_MAPPING_FILE: file }), triaged('a'))).toBe(202);
      expect(jira.issues[0]?.fields).toMatchObject({ customfield_10020: { value: 'platform' } });
    });
  });

  test.each([
    [400, 422],
    [401, 422],
    [403, 422],
    [429, 429],
    [503, 503],
  ])('answers a %i of Jira by %i, and files one ticket later', async (theirs, ours) => {
    const { jira, clock, sink } = await open(kind);
    jira.failNext(
      { status: 200, body: none(kind) },
      { status: theirs, body: { errorMessages: ['no'], errors: {} } },
    );
    expect(await deliver(await sink(), triaged('a'))).toBe(ours);
    clock.pass(LONG);
    expect(await deliver(await sink(), triaged('a'))).toBe(202);
    expect(jira.effects).toEqual(['created BUILD-1']);
  });

  test('row 60: files nothing while the ledger cannot be reached', async () => {
    const { jira, store, sink } = await open(kind);
    const broken = {
      ...store,
      create: () => {
        throw new Error('disk full');
      },
    };
    expect(await deliver(await sink({}, broken), triaged('a'))).toBe(503);
    expect(jira.requests).toEqual([]);
    expect(await deliver(await sink(), triaged('a'))).toBe(202);
  });
});

/** The answer to a search that finds nothing. */
function none(kind: Kind) {
  return kind === 'cloud' ? { issues: [], isLast: true } : { issues: [], startAt: 0, total: 0 };
}

/** The answer to a look at a ticket. */
function look(issue: { id: string; key: string } | undefined, status = 'To Do') {
  const category = status === 'Done' ? 'done' : 'new';
  const created = '2026-01-05T03:00:00.000+0000';
  const fields = { status: { name: status, statusCategory: { key: category } }, created, updated: created };
  return { id: issue?.id, key: issue?.key, fields };
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mapping-'));
});
afterAll(() => rm(folder, { recursive: true }));
let files = 0;

async function mapping(text: string): Promise<string> {
  files += 1;
  const file = join(folder, `${files}.yaml`);
  await writeFile(file, text);
  return file;
}

describe('the settings of jira-sink', () => {
  test('name every one that is missing or would send the token in the clear', () => {
    const read = () => readConfig(jiraSink.settings, { JIRA_HOST: 'http://jira.example.com' });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/JIRA_HOST.*JIRA_TOKEN.*JIRA_EMAIL.*JIRA_PROJECT/s);
  });

  const access = { JIRA_HOST: 'https://jira.example.com', JIRA_TOKEN: 'token' };

  test('ask for an e-mail address in the cloud only', () => {
    const env = { ...access, JIRA_PROJECT: 'BUILD' };
    expect(() => readConfig(jiraSink.settings, env)).toThrow('JIRA_EMAIL');
    expect(readConfig(jiraSink.settings, { ...env, JIRA_KIND: 'data-center' })).toMatchObject(env);
  });

  test('ask for a project where the mapping file has none', async () => {
    const clock = clockAt();
    const settings = { JIRA_MAPPING_FILE: await mapping('priority: High'), JIRA_PROJECT: '' };
    await expect(sinkOf('cloud', { url: access.JIRA_HOST }, clock, settings)).rejects.toThrow('JIRA_PROJECT');
  });

  test('name a mapping file that is not there', async () => {
    const settings = { JIRA_MAPPING_FILE: join(folder, 'none.yaml') };
    await expect(sinkOf('cloud', { url: access.JIRA_HOST }, clockAt(), settings)).rejects.toThrow(
      /JIRA_MAPPING_FILE: .*none\.yaml: it could not be read \(ENOENT\)/,
    );
  });
});
