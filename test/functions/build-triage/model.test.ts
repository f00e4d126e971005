import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import buildTriage from '../../../functions/build-triage/function.ts';
import { inTime, reason } from '../../../functions/build-triage/reason.ts';
import type { Reasoning } from '../../../functions/build-triage/reasoning/question.ts';
import { readConfig } from '../../../shared/config.ts';
import { type BuildReport, buildTriaged, categories, severities } from '../../../shared/events/build.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { type Connected, invoke } from '../../../shared/invoke.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import type { Model } from '../../../shared/model.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { freshAround } from '../../fakes/around.ts';
import {
  type FakeModelServer,
  type ModelRequest,
  type Scripted,
  startModelServer,
} from '../../fakes/model-server.ts';
import { compileError, noLog } from '../../fakes/reports.ts';
import { scriptedModel } from '../../fakes/scripted-model.ts';

const never = new AbortController().signal;
const servers: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const log = [
  '+ npm ci',
  'npm error code ETARGET',
  'npm error notarget No matching version found for @shop/prices@2.4.0.',
  '',
].join('\n');

const answer: Reasoning = {
  category: 'dependency-resolution',
  headline: 'Nobody has published @shop/prices@2.4.0',
  claims: [{ text: 'npm knows no such version of @shop/prices', cites: ['e1:3'] }],
  nextSteps: [{ id: 'show-versions-npm', parameters: [{ name: 'dependency', value: '@shop/prices' }] }],
};

function failed(data: object): Event {
  const type = 'dev.watchkeeper.build.failed.v1';
  return { specversion: '1.0', id: 'a1', source: '/ci', type, data: { build: { name: 'cart #7' }, ...data } };
}

/** The function, connected to a model server that answers so; and what that was asked. */
async function connected(
  reply: (asked: ModelRequest) => Scripted,
  more: Record<string, string> = {},
  store?: Store,
) {
  const asked: ModelRequest[] = [];
  const server = await startModelServer({
    api: 'anthropic',
    answer: (request) => {
      asked.push(request);
      return reply(request);
    },
  });
  servers.push(server);
  const env = {
    ...{ MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'small-1', MODEL_API_KEY: 'test-key' },
    ...{ MODEL_BASE_URL: server.baseUrl, ...more },
  };
  const around = freshAround(store);
  const silent = pino({ level: 'silent' });
  const use = await buildTriage.connect(readConfig(buildTriage.settings, env), silent, around);
  const definition = buildTriage as unknown as FunctionDefinition;
  const now = () => new Date();
  const { ledger } = around;
  const fn: Connected = { definition, use, log: silent, ledger, deadlineMilliseconds: 60_000, now };
  return {
    asked,
    triaged: async (data: object) => {
      const [event] = (await invoke(fn, failed(data), never)).events;
      return { event, ...buildTriaged.schema.parse(event?.data) };
    },
  };
}

describe('build-triage with a model', () => {
  it('reports what the model read in the evidence', async () => {
    const { triaged } = await connected(() => ({ value: answer }));
    const { report } = await triaged({ log: { inline: log } });
    expect(report.category).toBe('dependency-resolution');
    expect(report.claims.map(({ text }) => text)).toContain(answer.claims[0]?.text);
    expect(report.nextSteps.map(({ command }) => command)).toContain('npm view @shop/prices versions');
    expect(report.analysis).toMatchObject({ by: 'model', why: expect.stringContaining('read the evidence') });
  });

  it('row 49: reports from evidence when the server fails, and says so', async () => {
    const { triaged } = await connected(() => ({ failure: { status: 401, body: '{}' } }));
    const alone = await (await connected(() => '', { MODEL_PROVIDER: '' })).triaged({ log: { inline: log } });
    const { report } = await triaged({ log: { inline: log } });
    expect(report).toEqual({ ...alone.report, analysis: { by: 'evidence', why: expect.any(String) } });
    expect(report.analysis.why).not.toBe(alone.report.analysis.why);
  });

  it('reports from evidence when the ledger cannot be reached, since nobody knows what is left to spend', async () => {
    const gone = () => Promise.reject(new Error('the disk is gone'));
    const store: Store = { now: gone, read: gone, create: gone, replace: gone, close: () => undefined };
    const { asked, triaged } = await connected(() => ({ value: answer }), {}, store);
    const { report } = await triaged({ log: { inline: log } });
    expect(report.category).toBe('dependency-resolution');
    expect(report.analysis).toEqual({ by: 'evidence', why: expect.stringContaining('ledger') });
    expect(asked).toEqual([]);
  });

  it('names the cluster of the settings, and the workload', async () => {
    const { triaged } = await connected(() => ({ value: answer }), { CLUSTER_NAME: ' north ' });
    const { about } = await triaged({ log: { inline: log } });
    expect(about).toMatchObject({ cluster: 'north', workload: 'build/cart' });
  });

  it('shows no secret to the model, wherever it stood', async () => {
    // Put together here, so that no scanner takes the test for a leak.
    const token = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
    const password = 'pl4yW1thF1re!';
    const { asked, triaged } = await connected(() => ({ value: { ...answer, claims: [] } }));
    const { report } = await triaged({
      step: `push ${token}`,
      reason: `push with token ${token} was refused`,
      log: {
        inline: `${log}remote: token ${token} was refused\nDB_PASSWORD=${password}\nerror: failed to push\nfatal: Authentication failed for 'https://bot:${password}@git.example.com/shop.git'\n`,
      },
    });
    const everything = JSON.stringify([asked, report]);
    expect(asked).toHaveLength(1);
    expect(everything).toContain('Authentication failed');
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(password);
  });

  it('asks once for an event that comes twice', async () => {
    const { asked, triaged } = await connected(() => ({ value: answer }));
    const first = await triaged({ log: { inline: log } });
    expect(await triaged({ log: { inline: log } })).toEqual(first);
    expect(asked).toHaveLength(1);
  });
});

describe('asking about a report', () => {
  const report: BuildReport = compileError.report;

  it('shows the evidence of the report, and nothing else of it', async () => {
    const model = scriptedModel([
      { question: 'build-cause', reply: { refusal: { kind: 'too-slow', why: 'it took too long' } } },
    ]);
    const made = await reason(report, model, never);
    expect(made).toEqual({ ...report, analysis: { by: 'evidence', why: 'it took too long' } });
    expect(model.asked[0]?.evidence).toEqual(report.evidence);
    expect(model.asked[0]?.instructions).not.toContain(report.headline);
    model.done();
  });

  it.each<[what: string, report: BuildReport, why: RegExp]>([
    ['without evidence', { ...noLog.report, evidence: [], claims: [] }, /no evidence/],
    [
      'about a build that was stopped',
      { ...report, category: 'cancelled', confidence: 'likely' },
      /stopped on purpose/,
    ],
  ])('asks nobody for a report %s, and says why', async (_, quiet, why) => {
    const model = scriptedModel([]);
    expect((await reason(quiet, model, never)).analysis).toEqual({
      by: 'evidence',
      why: expect.stringMatching(why),
    });
    model.done();
  });

  it('waits for no model once the time is over', async () => {
    const slow: Model = {
      ask: ({ signal }) =>
        new Promise((resolve) => {
          const late = () => resolve({ refusal: { kind: 'too-slow', why: 'it took too long' } });
          if (signal.aborted) late();
          else signal.addEventListener('abort', late);
        }),
    };
    const made = await inTime(0, never, (signal) => reason(report, slow, signal));
    expect(made.analysis.why).toBe('it took too long');
    const ending = new AbortController();
    const ended = inTime(600_000, ending.signal, (signal) => reason(report, slow, signal));
    ending.abort();
    expect((await ended).analysis.why).toBe('it took too long');
  });
});

describe('the severity of a report', () => {
  it.each([
    ['cancelled', 'info'],
    ['compile-error', 'warning'],
    ['disk-full', 'critical'],
    ['quota', 'critical'],
    ['infrastructure', 'critical'],
    ['registry-or-credentials', 'critical'],
  ] as const)('of the category %s is %s, to route by', (category, severity) => {
    const data = { about: compileError.about, report: { ...compileError.report, category } };
    expect(buildTriaged.extensions?.(data)).toMatchObject({ category, severity, confidence: 'certain' });
  });

  it('is known for each category, and every attribute is described', () => {
    expect(Object.keys(severities)).toEqual(Object.keys(categories));
    const attributes = buildTriaged.extensions?.(compileError) ?? {};
    expect(Object.keys(buildTriaged.extensionDocs ?? {})).toEqual(
      expect.arrayContaining(Object.keys(attributes)),
    );
  });
});
