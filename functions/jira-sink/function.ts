import { z } from 'zod';
import { JIRA_REQUEST_SECONDS } from '../../shared/adapters/jira/transport.ts';
import { secretUrl } from '../../shared/adapters/secret-url.ts';
import { SettingsError, settings } from '../../shared/config.ts';
import { buildTriaged } from '../../shared/events/build.ts';
import { defineFunction } from '../../shared/function.ts';
import { lagProblem } from '../../shared/ledger/lease.ts';
import { factKeyOf, runKeyOf } from '../../shared/report.ts';
import { createDesk, runOf } from './desk.ts';
import { type Mapping, placeFor } from './mapping.ts';

const text = () => z.string().trim().min(1);

/** A search right after the longest request may not show yet what that request made. */
const SHORTEST_LAG_SECONDS = JIRA_REQUEST_SECONDS + 5;

const jiraSettings = settings({
  JIRA_KIND: z
    .enum(['cloud', 'data-center'])
    .default('cloud')
    .describe('Which Jira: cloud, or data-center (8.14 and newer).'),
  JIRA_HOST: secretUrl().describe(
    'The site, such as https://your-domain.atlassian.net; in a data center with its path.',
  ),
  JIRA_EMAIL: z
    .email()
    .optional()
    .describe('E-mail address of the account that files the tickets; in the cloud only, and needed there.'),
  JIRA_TOKEN: text().describe('API token of that account; in a data center a personal access token.'),
  JIRA_PROJECT: text()
    .optional()
    .describe('Key or id of the project; needed where the mapping file does not give one.'),
  JIRA_ISSUE_TYPE: text().default('Task').describe('Name or id of the issue type, as the project has it.'),
  JIRA_MAPPING_FILE: text()
    .optional()
    .describe('YAML or JSON file with project, type, priority, labels and fields by rules.'),
  JIRA_COMMENTS: z
    .enum(['each', 'first-per-day', 'none'])
    .default('each')
    .describe(
      'When the same failure comes again: a comment for each run, the first of a day (UTC), or none.',
    ),
  JIRA_REOPEN_DAYS: z.coerce
    .number()
    .min(0)
    .max(3_650)
    .default(14)
    .describe('A ticket that was closed less than so many days ago is opened again; later another is filed.'),
  JIRA_REOPEN_TRANSITION: text()
    .optional()
    .describe(
      'Name or id of the transition that opens a closed ticket, or of the status it leads to; else the first that does.',
    ),
  JIRA_WONT_FIX: z
    .string()
    .default("Won't Do,Won't Fix")
    .describe('Resolutions, separated by commas, after which a ticket is left alone.'),
  JIRA_SEARCH_LAG_SECONDS: z.coerce
    .number()
    .min(0)
    .max(300)
    .default(30)
    .describe(
      'Seconds after which what was made is surely found: so long a crash in the middle is waited out, and never less than 20: a request may take 15.',
    ),
})
  // Looked at whatever else is wrong, so that one message tells every problem.
  .refine((read) => read.JIRA_KIND === 'data-center' || read.JIRA_EMAIL !== undefined, {
    path: ['JIRA_EMAIL'],
    when: () => true,
  })
  .refine((read) => read.JIRA_MAPPING_FILE !== undefined || read.JIRA_PROJECT !== undefined, {
    path: ['JIRA_PROJECT'],
    when: () => true,
  });

type Config = z.infer<typeof jiraSettings>;

/** Keeps one ticket in Jira for each failure. */
export default defineFunction({
  name: 'jira-sink',
  description: 'Keeps one ticket in Jira (Cloud or Data Center) for each failure.',
  accepts: [buildTriaged],
  emits: [],
  settings: jiraSettings,
  connect: async (config) => {
    const mapping = await mappingOf(config);
    const project = mapping.project ?? config.JIRA_PROJECT;
    if (project === undefined) {
      throw new SettingsError(
        'these settings are wrong:\n  JIRA_PROJECT has to be set: the mapping file gives no project',
      );
    }
    const { JIRA_REOPEN_TRANSITION: reopenTransition } = config;
    const lagSeconds = Math.max(config.JIRA_SEARCH_LAG_SECONDS, SHORTEST_LAG_SECONDS);
    const problem = lagProblem({
      ...{ lagSeconds, name: 'JIRA_SEARCH_LAG_SECONDS' },
      leaseSeconds: config.LEDGER_LEASE_SECONDS,
      backoffSeconds: config.RETRY_BACKOFF_SECONDS,
    });
    if (problem !== undefined) throw new SettingsError(`these settings are wrong:\n  ${problem}`);
    return {
      place: (traits: Parameters<typeof placeFor>[1]) =>
        placeFor(mapping, traits, { project, issueType: config.JIRA_ISSUE_TYPE }),
      desk: createDesk({
        tracker: await trackerOf(config),
        lagSeconds,
        comments: config.JIRA_COMMENTS,
        reopenDays: config.JIRA_REOPEN_DAYS,
        wontFix: config.JIRA_WONT_FIX.split(',').map((name) => name.trim().toLowerCase()),
        ...(reopenTransition === undefined ? {} : { reopenTransition }),
      }),
    };
  },
  handle: async ({ id, source, data, extensions }, { desk, place }, run) => {
    const { about, report } = data;
    const { category, confidence, fingerprint } = report;
    const severity = typeof extensions.severity === 'string' ? extensions.severity : undefined;
    const done = await run.fact(factKeyOf(data), (fact) =>
      desk.report(
        {
          reported: data,
          // Two events about one run, such as of two watchers, are one failure.
          run: runOf([runKeyOf(about) ?? [source, id]].flat()),
          place: place({ ...about, category, confidence, severity }),
          log: run.log,
        },
        fact,
      ),
    );
    run.log.info({ ...done, fingerprint }, 'reported to Jira');
    return [];
  },
});

async function mappingOf({ JIRA_MAPPING_FILE: path }: Config): Promise<Mapping> {
  if (path === undefined) return {};
  // Only loaded where it is used.
  const { readMapping } = await import('./mapping-file.ts');
  return readMapping(path);
}

async function trackerOf({ JIRA_KIND, JIRA_HOST: host, JIRA_EMAIL, JIRA_TOKEN: token }: Config) {
  if (JIRA_KIND === 'data-center') {
    const { jiraDataCenter } = await import('../../shared/adapters/jira/data-center.ts');
    return jiraDataCenter({ host, token });
  }
  const { jiraCloud } = await import('../../shared/adapters/jira/cloud.ts');
  return jiraCloud({ host, email: JIRA_EMAIL ?? '', token });
}
