import { z } from 'zod';
import { defineEvent } from '../function.ts';
import { aboutSchema, reportSchema } from '../report.ts';

/** Why a build failed, as a closed list: id and what it means. */
export const categories = {
  'compile-error': 'The compiler refused the code, warnings treated as errors included.',
  'test-failure': 'A test failed or could not run.',
  'lint-or-format': 'A linter or a format check refused the code.',
  'dependency-resolution': 'A dependency could not be found or downloaded.',
  'dependency-conflict': 'Dependencies do not fit together, or an update is not compatible.',
  policy: 'A rule of the project or an enforcer refused the build.',
  'lock-file': 'The lock file is missing or does not fit the manifest.',
  configuration: 'A build file, setting or parameter is wrong or missing.',
  'missing-file': 'A file, folder or command that the build needs is not there.',
  permission: 'Something may not be read, written, executed or used.',
  'registry-or-credentials': 'A registry, repository or service refused the credentials or an upload.',
  'image-pull': 'A container image could not be pulled.',
  network: 'A host could not be resolved or reached.',
  'out-of-memory': 'A process was killed for its memory, or could not get more.',
  'disk-full': 'No space was left.',
  quota: 'A quota or a limit of the platform was reached.',
  eviction: 'The platform took the pod away.',
  timeout: 'A step or the build took longer than it may.',
  infrastructure: 'The build system itself failed.',
  cancelled: 'A person or a newer build stopped it.',
  unknown: 'The evidence does not say.',
} as const;

export type Category = keyof typeof categories;

export const categorySchema = z.enum(Object.keys(categories) as [Category, ...Category[]]);

/** How much a failure matters beyond its own build: 'critical' where the next builds meet it too. */
export const severitySchema = z.enum(['info', 'warning', 'critical']);

export type Severity = z.infer<typeof severitySchema>;

/**
 * The severity of each category: 'info' is what a person or a newer build did, 'critical' what the platform lacks and
 * no change of the code mends, and 'warning' all that concerns this build, or may be gone at the next one.
 */
export const severities: Readonly<Record<Category, Severity>> = {
  'compile-error': 'warning',
  'test-failure': 'warning',
  'lint-or-format': 'warning',
  'dependency-resolution': 'warning',
  'dependency-conflict': 'warning',
  policy: 'warning',
  'lock-file': 'warning',
  configuration: 'warning',
  'missing-file': 'warning',
  permission: 'warning',
  'registry-or-credentials': 'critical',
  'image-pull': 'critical',
  network: 'warning',
  'out-of-memory': 'warning',
  'disk-full': 'critical',
  quota: 'critical',
  eviction: 'warning',
  timeout: 'warning',
  infrastructure: 'critical',
  cancelled: 'info',
  unknown: 'warning',
};

/** The dependency that a build failed for. */
export const dependencySchema = z.object({
  name: z.string().min(1).max(300).describe('As its package manager calls it; groupId:artifactId for Maven.'),
  from: z.string().max(100).optional().describe('Version before.'),
  to: z.string().max(100).optional().describe('Version now.'),
});

/** Where in the build and in the code it failed, as far as the log says. */
export const buildDetailsSchema = z.object({
  step: z.string().max(300).optional().describe('The step that failed.'),
  exitCode: z.int().optional().describe('What that step ended with.'),
  tool: z.string().max(60).optional(),
  file: z.string().max(500).optional(),
  line: z.int().positive().optional(),
  failingTests: z.array(z.string().max(500)).max(20),
  dependency: dependencySchema.optional(),
});

export type BuildDetails = z.infer<typeof buildDetailsSchema>;

/** A report about a failed build. */
export const buildReportSchema = reportSchema(categorySchema, buildDetailsSchema);

export type BuildReport = z.infer<typeof buildReportSchema>;

/** A log, inline or behind a link: never a path of a file. */
const logSource = z.union(
  [
    z.strictObject({ inline: z.string().describe('The log itself; larger ones belong behind a link.') }),
    z.strictObject({
      link: z
        .url({ protocol: /^https?$/ })
        .describe('Where the log is; the host has to be in LOG_LINK_HOSTS.'),
    }),
  ],
  { error: 'give the log as { "inline": TEXT } or as { "link": URL }, and not both' },
);

/** Any CI can send this one. */
export const buildFailed = defineEvent({
  type: 'dev.watchkeeper.build.failed.v1',
  description: 'A build of any CI failed; its log is in the event or behind a link.',
  schema: z.object({
    build: z.object({
      name: z
        .string()
        .min(1)
        .max(253)
        .regex(/^\P{Cc}+$/u, 'it holds a control character'),
      namespace: z.string().max(63).optional(),
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('The page of the build.'),
    }),
    outcome: z
      .enum(['failed', 'cancelled', 'will-be-retried'])
      .default('failed')
      .describe("Anything but 'failed' ends without a report."),
    step: z.string().max(300).optional().describe('The step that failed, where the CI knows it.'),
    exitCode: z.int().optional(),
    reason: z.string().max(2_000).optional().describe('What the CI itself says about the failure.'),
    log: logSource.optional(),
    passingLog: logSource.optional().describe('The log of the last build that passed, to compare with.'),
  }),
});

/** What build-triage found out. */
export const buildTriaged = defineEvent({
  type: 'dev.watchkeeper.build.triaged.v1',
  description: 'Why a build failed: one report, each claim with its evidence.',
  schema: z.object({ about: aboutSchema, report: buildReportSchema }),
  extensions: ({ about, report }) => ({
    category: report.category,
    // What a model chose does not decide who is woken.
    severity: report.analysis.category === 'model' ? 'warning' : severities[report.category],
    confidence: report.confidence,
    fingerprint: report.fingerprint,
    ...(about.namespace === undefined ? {} : { namespace: about.namespace }),
  }),
  extensionDocs: {
    category: 'Category of the failure, to route by.',
    severity:
      'info (stopped on purpose), critical (the platform itself: the next builds meet it too) or warning (all else, and each category that a model chose).',
    confidence: 'certain, likely or unclear.',
    fingerprint: 'The same for the same failure.',
    namespace: 'Namespace of the build, where it has one.',
  },
});
