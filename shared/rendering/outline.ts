import { redact } from '../redact/redact.ts';
import type { About, Confidence, Evidence, Report } from '../report.ts';
import { type Quote, strongestFirst } from './quote.ts';
import { cutEnd, cutMiddle, oneLine, plainText } from './text.ts';

/** What every event with a report holds: the one contract that the sinks rely on. */
export interface Reported {
  readonly about: About;
  readonly report: Report;
}

/** A piece of a fact: plain words, something to copy (`code`), or a link. */
export interface Part {
  readonly text: string;
  readonly code?: boolean;
  readonly url?: string;
}

/** One line of what is known: "Where: step compile, tsc, src/line.ts:12". */
export interface Fact {
  readonly label: string;
  readonly parts: readonly Part[];
}

/** What a person has to know, in reading order; every text is one line, plain, redacted and not empty. */
export interface Outline {
  /** What broke: the workload, else the object by its name, and the category. */
  readonly title: string;
  /** Why, in one sentence. */
  readonly headline: string;
  /** Such as critical; undefined where nobody said it. */
  readonly severity?: string;
  readonly sure: string;
  /** What else was found; never the headline again. */
  readonly claims: readonly string[];
  /** Where it happened, the dependency, other details of the report, and the object that it is about. */
  readonly facts: readonly Fact[];
  readonly lists: readonly { readonly title: string; readonly items: readonly string[] }[];
  /** Strongest first; texts have many lines. */
  readonly quotes: readonly Quote[];
  readonly steps: readonly { readonly text: string; readonly command?: string }[];
  readonly missing: readonly string[];
  readonly fingerprint: string;
  readonly category: string;
  readonly made: string;
  readonly truncated: boolean;
}

const sureness: Record<Confidence, string> = {
  certain: 'Certain (the tool or the platform says so itself)',
  likely: 'Likely (the evidence points there, but does not prove it)',
  unclear: 'Unclear (the evidence does not say)',
};

/** Turns a text of a report into what is shown of it. */
type Show = (text: string) => string;

/**
 * Turns any agent's report into what a message or a ticket shows. `neutral` is applied last to every text but
 * commands, for media that could take a text for markup.
 */
export function outlineOf({ about, report }: Reported, neutral: Show = (text) => text): Outline {
  const line: Show = (text) => neutral(oneLine(redacted(text)));
  const lines = (texts: readonly string[]) => texts.map(line).filter((text) => text !== '');
  const category = line(report.category.replaceAll('-', ' ')) || 'unknown';
  const workload = line(about.workload?.replace('/', ' ') ?? '');
  const name = cutMiddle(workload || line(about.name) || 'unnamed', 80);
  const severity = textOf('severity', report.details.severity, line);
  const headline = line(report.headline) || 'No reason is given.';
  const { facts, lists } = detailsOf(report.details, line);
  return {
    title: `${name}: ${category === 'unknown' ? 'cause unclear' : category}`,
    headline,
    ...(severity === undefined ? {} : { severity }),
    sure: sureness[report.confidence],
    claims: lines(report.claims.map((claim) => claim.text)).filter((text) => !says(headline, text)),
    facts: [...facts, objectOf(about, line)],
    lists,
    quotes: quotesOf(report, line, neutral),
    steps: report.nextSteps.map((step) => {
      // Not made neutral: a command that is changed does something else.
      const command = step.command === undefined ? '' : redacted(step.command).trim();
      return { text: line(step.text) || step.id, ...(command === '' ? {} : { command }) };
    }),
    missing: lines(report.missing),
    fingerprint: report.fingerprint,
    category: line(report.category) || 'unknown',
    made: madeBy(report.analysis, line),
    truncated: report.truncated,
  };
}

/** Redacted after it is cleaned, so that an invisible character inside a secret does not hide it. */
function redacted(text: string): string {
  return redact(plainText(text));
}

function says(headline: string, text: string): boolean {
  const bare = (sentence: string) => sentence.toLowerCase().replace(/[\s.:;!]+$/u, '');
  return bare(headline) === bare(text);
}

function madeBy({ by, why }: Report['analysis'], line: Show): string {
  const reason = line(why);
  const made = by === 'model' ? 'made with a model' : 'made from evidence, without a model';
  return reason === '' ? made : `${made} (${reason})`;
}

function objectOf(about: About, line: Show): Fact {
  const kind = line(about.kind) || 'object';
  const name = line(about.name) || 'unnamed';
  const namespace = line(about.namespace ?? '');
  return {
    label: `${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    parts: [{ text: namespace === '' ? name : `${namespace}/${name}`, ...linkOf(about.url) }],
  };
}

/** A link is kept only where it is whole: one that held a secret or invisible characters leads nowhere good. */
function linkOf(url: string | undefined): { readonly url?: string } {
  if (url === undefined || url.length > 2_000 || !URL.canParse(url)) return {};
  const { href, protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return {};
  return redacted(href) === href ? { url: href } : {};
}

function quotesOf(report: Report, line: Show, neutral: Show): readonly Quote[] {
  return strongestFirst(report).flatMap((seen) => {
    const text = neutral(redacted(seen.text));
    if (text.trim() === '') return [];
    const source = cutMiddle(line(seen.source) || 'evidence', 120);
    if (seen.kind !== 'log') return [{ source, text }];
    const named = namedLine(report, seen);
    return [{ source, line: seen.line, text, ...(named === undefined ? {} : { named }) }];
  });
}

/** The first line of this evidence that a claim names. */
function namedLine(report: Report, seen: Evidence & { kind: 'log' }): number | undefined {
  return report.claims
    .filter(({ evidence }) => evidence.includes(seen.id))
    .flatMap(({ lines }) => lines ?? [])
    .find((line) => seen.line <= line && line <= seen.lineEnd);
}

type Details = Record<string, unknown>;

/**
 * Details of any report: `step`, `tool`, `file` and `line` make one line, a thing with a name and versions makes one
 * line, lists of texts stay lists, and everything else is shown under its own name in words.
 */
function detailsOf(details: Details, line: Show): Pick<Outline, 'facts' | 'lists'> {
  const facts: Fact[] = [];
  const lists: { title: string; items: readonly string[] }[] = [];
  const where = whereOf(details, line);
  if (where.length > 0) facts.push({ label: 'Where', parts: where });
  for (const [key, value] of Object.entries(details)) {
    if (['step', 'tool', 'file', 'line'].includes(key)) continue;
    const label = cutEnd(wordsOf(key, line), 60);
    if (Array.isArray(value)) {
      const items = value.flatMap((item) => textOf(key, item, line) ?? []);
      if (items.length > 0) lists.push({ title: label, items });
      continue;
    }
    const parts = isDetails(value) ? partsOf(value, line) : partOf(textOf(key, value, line));
    if (parts.length > 0) facts.push({ label, parts });
  }
  return { facts, lists };
}

function whereOf(details: Details, line: Show): Part[] {
  const step = textOf('step', details.step, line);
  const tool = textOf('tool', details.tool, line);
  const file = textOf('file', details.file, line);
  const at = textOf('line', details.line, line);
  return [
    ...partOf(step === undefined ? undefined : `step ${step}`),
    ...partOf(tool),
    ...partOf(file === undefined || at === undefined ? file : line(`${file}:${at}`), true),
  ];
}

function partsOf(value: Details, line: Show): Part[] {
  const name = textOf('name', value.name, line);
  const from = textOf('from', value.from, line);
  const to = textOf('to', value.to, line);
  if (name !== undefined) {
    const versions = from !== undefined && to !== undefined ? `${from} → ${to}` : (to ?? from);
    return [{ text: name, code: true }, ...partOf(versions)];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const text = textOf(key, item, line);
    return text === undefined ? [] : [{ text: `${wordsOf(key, line).toLowerCase()} ${text}` }];
  });
}

function partOf(text: string | undefined, code = false): Part[] {
  return text === undefined ? [] : [code ? { text, code } : { text }];
}

/** A single value as text; redacted together with its key, since `password` makes a secret of what stands beside it. */
function textOf(key: string, value: unknown, line: Show): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const prefix = `${key}: `;
  const pair = line(`${prefix}${value}`);
  const text = pair.startsWith(prefix) ? pair.slice(prefix.length) : line(String(value));
  return text.trim() === '' ? undefined : text;
}

function isDetails(value: unknown): value is Details {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 'failingTests' as 'Failing tests'. */
function wordsOf(key: string, line: Show): string {
  const words = line(key.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replaceAll(/[-_]/g, ' ')).toLowerCase();
  return words === '' ? 'Detail' : `${words[0]?.toUpperCase()}${words.slice(1)}`;
}
