import { z } from 'zod';

/** How sure a report is: 'certain' when the tool or the cluster says so itself, 'unclear' when there is no evidence. */
export const confidenceSchema = z.enum(['certain', 'likely', 'unclear']);

/** Most characters that the log evidence of one report may hold together: 2,000 tokens of four characters. */
export const LOG_EVIDENCE_CHARACTERS = 8_000;

const place = { id: z.string().regex(/^e[1-9][0-9]{0,3}$/), source: z.string().min(1).max(500) };

/** One thing that was seen, with the place where a person can see it again. */
export const evidenceSchema = z.discriminatedUnion('kind', [
  z
    .object({
      ...place,
      kind: z.literal('log').describe('A range of lines of a log; `text` has one cleaned line for each.'),
      line: z.int().positive().describe('First line, 1-based, counted by LF in the original log.'),
      lineEnd: z.int().positive().describe('Last line, inclusive.'),
      text: z.string(),
    })
    .refine(
      (seen) => seen.lineEnd >= seen.line && seen.text.split('\n').length === seen.lineEnd - seen.line + 1,
      {
        message: 'text must hold the lines line…lineEnd, one a line',
      },
    ),
  z.object({
    ...place,
    kind: z.literal('object').describe('What an object of the cluster, or the event itself, states.'),
    text: z.string().min(1).max(2_000),
  }),
]);

/** What a report says, and the ids of the evidence that shows it. */
export const claimSchema = z.object({
  text: z.string().min(1).max(1_000),
  evidence: z.array(z.string()).min(1).describe('Ids of the evidence that shows it.'),
  lines: z
    .array(z.int().positive())
    .max(20)
    .optional()
    .describe('The very lines of that evidence, where it is a log; strongest first.'),
});

/** One thing to do next, from a catalogue in code; `command` is rendered by code from checked parameters. */
export const nextStepSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  text: z.string().min(1).max(500),
  command: z.string().max(500).optional(),
});

/** How the report was made, and why that way. */
export const analysisSchema = z.object({
  by: z.enum(['evidence', 'model']),
  why: z.string().min(1).max(500),
  category: z
    .literal('model')
    .optional()
    .describe('Set where evidence left the category unclear and a model chose it.'),
});

/** A report with details of its own kind: the one contract of all agents. */
export function reportSchema<Category extends z.ZodType<string>, Details extends z.ZodType>(
  category: Category,
  details: Details,
) {
  return z.object({
    headline: z.string().min(1).max(300).describe('One sentence that a person would say.'),
    category,
    confidence: confidenceSchema,
    claims: z.array(claimSchema),
    evidence: z.array(evidenceSchema),
    missing: z.array(z.string().max(500)).describe('Evidence that could not be had, and why.'),
    nextSteps: z.array(nextStepSchema),
    details,
    fingerprint: z
      .string()
      .regex(/^fp-[0-9a-f]{16}$/)
      .describe('The same for the same failure in another build, at another time or place.'),
    truncated: z
      .boolean()
      .describe('A log was too large to be kept whole, or a link gave only a part of it.'),
    analysis: analysisSchema,
  });
}

/** A report of any agent: what the sinks rely on. */
export const anyReportSchema = reportSchema(z.string().min(1).max(64), z.record(z.string(), z.unknown()));

export type Evidence = z.infer<typeof evidenceSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type NextStep = z.infer<typeof nextStepSchema>;
export type Confidence = z.infer<typeof confidenceSchema>;
export type Report<Category extends string = string, Details = Record<string, unknown>> = Omit<
  z.infer<typeof anyReportSchema>,
  'category' | 'details'
> & { readonly category: Category; readonly details: Details };

/**
 * Returns the report with every claim taken out that cites nothing, or cites evidence or lines that are not there.
 * Where no claim is left the confidence is 'unclear'; ids that stand twice and log evidence over its budget throw,
 * since only a fault of ours can make them.
 */
export function withProvenClaims<R extends Report>(report: R): R {
  const byId = new Map(report.evidence.map((seen) => [seen.id, seen]));
  if (byId.size !== report.evidence.length) throw new Error('two pieces of evidence have the same id');
  const logCharacters = report.evidence.reduce(
    (sum, seen) => sum + (seen.kind === 'log' ? seen.text.length : 0),
    0,
  );
  if (logCharacters > LOG_EVIDENCE_CHARACTERS) {
    throw new Error(`log evidence has ${logCharacters} characters, more than ${LOG_EVIDENCE_CHARACTERS}`);
  }
  const claims = report.claims.filter((claim) => isProven(claim, byId));
  return { ...report, claims, confidence: claims.length === 0 ? 'unclear' : report.confidence };
}

function isProven(claim: Claim, evidence: ReadonlyMap<string, Evidence>): boolean {
  const cited = claim.evidence.map((id) => evidence.get(id));
  const shows = (line: number) =>
    cited.some((seen) => seen?.kind === 'log' && seen.line <= line && line <= seen.lineEnd);
  return cited.length > 0 && !cited.includes(undefined) && (claim.lines ?? []).every(shows);
}

/** What a report is about: an object of the cluster, or a build of another CI. */
export const aboutSchema = z.object({
  kind: z
    .string()
    .min(1)
    .max(63)
    .describe('TaskRun, PipelineRun, Build, BuildRun, Job, or build for any other CI.'),
  name: z
    .string()
    .min(1)
    .max(253)
    .regex(/^\P{Cc}+$/u, 'it holds a control character'),
  namespace: z.string().max(63).optional(),
  uid: z.string().max(64).optional(),
  run: z
    .string()
    .max(64)
    .optional()
    .describe('The uid of the run that it is a part of, such as the PipelineRun of a TaskRun.'),
  cluster: z.string().min(1).max(253).optional().describe('Name of the cluster, where CLUSTER_NAME says it.'),
  workload: z
    .string()
    .min(1)
    .max(317)
    .optional()
    .describe('What runs again and again, as KIND/NAME: Pipeline/release, BuildConfig/shop, CronJob/backup.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where a person can look at it.'),
});

export type About = z.infer<typeof aboutSchema>;

/**
 * Names the fact that a report is about: the same failure of the same workload in the same place, however often it
 * comes and in however many runs. It never depends on words that a model chose.
 */
export function factKeyOf({
  about,
  report,
}: {
  readonly about: About;
  readonly report: Pick<Report, 'fingerprint'>;
}): readonly string[] {
  return [about.cluster ?? '', about.namespace ?? '', about.workload ?? '', report.fingerprint];
}

/** Names the run that a report is about: a task and its pipeline are one. Undefined where nobody gave it an identity. */
export function runKeyOf({ run, uid }: About): string | undefined {
  return run ?? uid;
}
