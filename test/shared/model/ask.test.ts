import { describe, expect, it } from 'vitest';
import { ModelServerError } from '../../../shared/model/server.ts';
import { completed, scriptedServer } from '../../fakes/scripted-model.ts';
import { asking, good } from './asking.ts';

const json = JSON.stringify(good);
const down = () => new ModelServerError('unreachable', 'cut');

describe('asking a model', () => {
  it('gives the answer with the model that gave it', async () => {
    const server = scriptedServer([{ text: json }]);
    expect(await asking(server).ask()).toEqual({ answer: good, model: 'scripted-1' });
    server.done();
  });

  it.each([
    [
      'json-schema, tool, prompt',
      [
        new ModelServerError('not-supported', 'no'),
        new ModelServerError('not-supported', 'no'),
        { text: json },
      ],
    ],
    [
      'json-schema, json-schema',
      [{ text: JSON.stringify({ ...good, cause: 'x'.repeat(99) }) }, { text: json }],
    ],
    ['json-schema, tool', [{ text: 'It was the network.' }, { text: json }]],
    ['json-schema, tool', [{ text: '{"reason":"network"}' }, { text: json }]],
    ['json-schema, tool, tool', [{ text: '' }, { text: '{"category":"x"}' }, { text: json }]],
    [
      'json-schema, tool, prompt, prompt',
      [
        { text: '' },
        { text: 'no' },
        { text: '```json\n{"a":1}\n```' },
        { text: `Here:\n\`\`\`json\n${json}\n\`\`\`` },
      ],
    ],
    ['json-schema, json-schema', [{ text: json.slice(0, 30), stop: 'max-tokens' as const }, { text: json }]],
    ['json-schema, json-schema', [new ModelServerError('context-overflow', 'long'), { text: json }]],
    ['json-schema, json-schema', [{ stop: 'context-overflow' as const }, { text: json }]],
    ['json-schema, json-schema', [down(), { text: json }]],
  ])('rows 49 and 50: goes %s and has its answer', async (rungs, turns) => {
    const server = scriptedServer(turns);
    expect(await asking(server).ask()).toMatchObject({ answer: good });
    expect(server.requests.map(({ rung }) => rung).join(', ')).toBe(rungs);
    server.done();
  });

  it.each([
    ['refused', 'refused to answer', [{ stop: 'refusal' as const }]],
    [
      'not-valid',
      'does not fit, even after a repair',
      [
        { text: json.slice(0, 40), stop: 'max-tokens' as const },
        { text: json.slice(0, 50), stop: 'max-tokens' as const },
      ],
    ],
    ['refused', 'too long', [{ stop: 'context-overflow' as const }, { stop: 'context-overflow' as const }]],
    ['budget-spent', 'nothing left to spend', [new ModelServerError('spend-limit', 'no')]],
    ['unreachable', 'refused the credentials', [new ModelServerError('unauthorized', 'no')]],
    ['refused', 'rejected', [new ModelServerError('rejected', 'no')]],
    ['unreachable', 'could not be reached', [down(), down(), down(), down()]],
    ['unreachable', 'could not be asked', [() => Promise.reject(new Error('a fault of ours'))]],
    ['too-slow', 'in time', [() => new Promise<never>(() => undefined)]],
  ])('rows 49, 50 and 53: is refused as %s (%s), and never throws', async (kind, why, turns) => {
    const server = scriptedServer(turns);
    const { ask } = asking(server);
    expect(await ask()).toEqual({ refusal: { kind, why: expect.stringContaining(why) } });
    server.done();
  });

  it('asks nobody the same twice', async () => {
    const server = scriptedServer([{ text: json }]);
    const { ask } = asking(server);
    await ask();
    expect(await ask()).toMatchObject({ answer: good });
    server.done();
  });

  it('asks once for all who ask the same at once', async () => {
    const server = scriptedServer([async () => completed({ text: json })]);
    const { ask } = asking(server);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    server.done();
  });
});
