import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configurationPage, eventsPage, kustomization, strayEvents } from '../../scripts/pages.ts';
import { settings } from '../../shared/config.ts';
import { anyEvent } from '../../shared/events/any.ts';
import { type AnyEventType, defineEvent, defineFunction, defineIntake } from '../../shared/function.ts';

const asked = defineEvent({
  type: 'test.asked.v1',
  description: 'Somebody asked.',
  schema: z.object({
    who: z.string().describe('A name | a nickname.'),
    how: z.enum(['politely', 'loudly']).default('politely'),
    about: z.object({ what: z.string().optional() }),
    words: z.array(z.object({ word: z.string(), times: z.int() })),
    answer: z.union([z.object({ inline: z.string() }), z.object({ link: z.url() })]).optional(),
    labels: z.record(z.string(), z.object({ colour: z.literal('red') })),
  }),
  extensions: ({ how }) => ({ how }),
  extensionDocs: { how: 'politely | loudly' },
});
const heard = defineEvent({ type: 'test.heard.v1', description: 'It was heard.', schema: z.object({}) });
const askedAnew = defineEvent({ type: asked.type, description: 'The same type.', schema: z.object({}) });

const definition = (name: string, accepts: readonly AnyEventType[], emits: readonly AnyEventType[]) =>
  defineFunction({
    name,
    description: `What ${name} does.`,
    accepts,
    emits,
    settings: settings({
      VOLUME: z.coerce.number().default(7).describe('How loud.'),
      TONE: z.enum(['high', 'low']).describe('Which tone.'),
      NOTES: z.string().default('').describe('What | to say.'),
      SECRET: z.string().optional().describe('Not told.'),
    }),
    connect: () => undefined,
    handle: () => [],
  });

const ear = definition('ear', [asked], [heard]);
const door = defineIntake({
  name: 'door',
  description: 'Lets in.',
  path: '/in',
  accepts: z.unknown(),
  emits: [asked],
  settings: settings({}),
  connect: () => undefined,
  verify: () => undefined,
  toEvents: () => [],
});
const families = [
  { path: 'shared/events/talk.ts', events: [asked, heard] },
  { path: 'functions/ear/events.ts', events: [askedAnew] },
];

describe('docs/events.md', () => {
  const sections = eventsPage(families, [door, ear]).split('\n## ');

  it('says that it is made, and has one section for each declaration', () => {
    expect(sections[0]).toMatch(/^<!-- Made by "npm run generate"/);
    expect(sections.slice(1).map((text) => text.split('\n')[0])).toEqual([
      'test.asked.v1',
      'test.heard.v1',
      'test.asked.v1',
    ]);
  });

  it('links each type to its file, to who takes it and to who sends it', () => {
    expect(sections[1]).toContain('Declared in [shared/events/talk.ts](../shared/events/talk.ts).');
    expect(sections[1]).toContain('- taken by: [ear](../functions/ear/README.md)\n');
    expect(sections[1]).toContain('- sent by: [door](../functions/door/README.md)\n');
    expect(sections[2]).toContain('- taken by: others\n- sent by: [ear](../functions/ear/README.md)\n');
  });

  it('tells a type that a function declares anew apart from the common one', () => {
    expect(sections[3]).toContain('Declared in [functions/ear/events.ts](../functions/ear/events.ts).');
    expect(sections[3]).toContain('- taken by: others\n- sent by: others\n');
  });

  it('lists each field with its type and meaning, those inside others too, and no bar that ends a cell', () => {
    const rows = sections[1]?.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual([
      '| `how` | politely \\| loudly |',
      '| `who` | string | A name \\| a nickname. |',
      '| `how` | `politely` \\| `loudly`, optional |  |',
      '| `about` | object |  |',
      '| `about.what` | string, optional |  |',
      '| `words` | array of object |  |',
      '| `words[].word` | string |  |',
      '| `words[].times` | integer |  |',
      '| `answer` | object, optional |  |',
      '| `answer.inline` | string |  |',
      '| `answer.link` | string |  |',
      '| `labels` | object |  |',
      '| `labels.*.colour` | `red` |  |',
    ]);
  });
});

describe('docs/configuration.md', () => {
  const [, all, forDoor, forEar] = configurationPage([door, ear]).split('\n## ');

  it('lists the settings of all functions once', () => {
    expect(all).toMatch(/^All functions\n/);
    expect(all).toContain('| `PORT` | `8080` | ');
    expect(forDoor).toBe('door\n\nLets in.\n\nNo settings of its own.\n');
    expect(forEar).not.toContain('`PORT`');
  });

  it('says of each setting whether it must be set, its default, its meaning and what it may be', () => {
    expect(forEar?.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
      '| `VOLUME` | `7` | How loud. |',
      '| `TONE` | must be set | Which tone. One of `high`, `low`. |',
      '| `NOTES` | `(empty)` | What \\| to say. |',
      '| `SECRET` | not set | Not told. |',
    ]);
  });
});

describe('knative/base/kustomization.yaml', () => {
  it('lists the namespace and the Broker first, since the others are in it and need it', () => {
    expect(kustomization(['zebra.yaml', 'broker.yaml', 'ant.yaml', 'namespace.yaml'])).toMatch(
      /\nresources:\n {2}- namespace.yaml\n {2}- broker.yaml\n {2}- ant.yaml\n {2}- zebra.yaml\n$/,
    );
  });
});

describe('an event type that no file of events declares', () => {
  it('is named with the function that uses it and where it belongs', () => {
    const stray = defineEvent({ ...heard, type: 'test.stray.v1' });
    expect(strayEvents(families, [ear, door])).toEqual([]);
    const problems = strayEvents(families, [definition('nose', [stray, asked], [stray])]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe(
      'functions/nose: export the event type test.stray.v1 from functions/nose/events.ts, or from a file of shared/events/',
    );
  });

  it('is no other declaration of the same type, since that has another schema', () => {
    const anew = defineEvent({ ...asked, schema: z.object({}), extensions: () => ({}) });
    expect(strayEvents(families, [definition('nose', [anew], [])])).toHaveLength(1);
  });

  it('is not the one that stands for all types', () => {
    expect(strayEvents(families, [definition('bin', [anyEvent], [])])).toEqual([]);
  });
});
