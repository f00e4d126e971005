import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Step } from '../../../shared/run/broker/steps.ts';
import { stepText } from '../../../shared/run/step-text.ts';
import { plainStream, stubTerminal, terminal } from '../../terminal.ts';

const event = { id: 'nightly-checks-29212340', type: 'a.v1', source: '/s' };
const of = { broker: 'watchkeeper/default', trigger: 'build-triage', event };

const rows: { step: Step; says: string }[] = [
  {
    step: { step: 'received', broker: of.broker, event, from: 'producer', triggers: ['one', 'two'] },
    says: '→ a.v1 nightly-checks-2  came in, for one, two',
  },
  {
    step: { step: 'received', broker: of.broker, event, from: 'reply', triggers: ['one'] },
    says: '→ a.v1 nightly-checks-2  came as a reply, for one',
  },
  {
    step: { step: 'received', broker: of.broker, event, from: 'producer', triggers: [] },
    says: '· a.v1 nightly-checks-2  came in; no Trigger wants it',
  },
  {
    step: { step: 'refused', broker: of.broker, status: 400, reason: 'it is not a CloudEvent' },
    says: '✗ refused with 400: it is not a CloudEvent',
  },
  {
    step: { step: 'refused', broker: of.broker, event, status: 503, reason: 'the broker is closing' },
    says: '✗ a.v1 nightly-checks-2  refused with 503: the broker is closing',
  },
  {
    step: { step: 'cut', broker: of.broker, event },
    says: '✗ a.v1 nightly-checks-2  has no hops left: a loop was cut',
  },
  {
    step: { step: 'delivered', ...of, attempt: 1, ms: 12.6, status: 202 },
    says: '✓ a.v1 nightly-checks-2  delivered to build-triage: 202 in 13 ms',
  },
  {
    step: { step: 'failed', ...of, towards: 'subscriber', attempt: 2, ms: 1, reason: '503' },
    says: '! a.v1 nightly-checks-2  build-triage failed (attempt 2): 503',
  },
  {
    step: { step: 'retrying', ...of, towards: 'subscriber', attempt: 3, inMs: 4_000 },
    says: '↻ a.v1 nightly-checks-2  build-triage: attempt 3 in 4000 ms',
  },
  {
    step: { step: 'replied', ...of, reply: { id: 'abcdefghijklmnopqr', type: 'b.v1' } },
    says: '← a.v1 nightly-checks-2  build-triage replied with b.v1 abcdefghijklmnop',
  },
  {
    step: { step: 'dead-lettered', ...of, url: 'http://127.0.0.1/d', reason: '422' },
    says: '☠ a.v1 nightly-checks-2  build-triage: to the dead letters: 422',
  },
  {
    step: { step: 'lost', ...of, reason: 'no sink' },
    says: '✗ a.v1 nightly-checks-2  build-triage: lost: no sink',
  },
];

afterEach(() => vi.unstubAllEnvs());

describe('the line about a step', () => {
  it.each(rows)('is "$says"', ({ step, says }) => {
    expect(stepText(step)).toBe(says);
  });

  it.each([
    { where: 'a type', of: (secret: string) => ({ ...event, type: secret }) },
    { where: 'an id', of: (secret: string) => ({ ...event, id: secret }) },
  ])('has no secret of $where, also one that hides in invisible characters', ({ of: named }) => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    for (const written of [secret, `${secret.slice(0, 9)}\u200b${secret.slice(9)}`]) {
      const text = stepText({ step: 'cut', broker: of.broker, event: named(written) });
      expect(text).toContain('[redacted');
      expect(text).not.toMatch(/ghp_|a1B2/);
    }
  });

  it('has no secret of a reason, and stays one line', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const reason = `bad ${secret.slice(0, 9)}\u2060${secret.slice(9)}\n✓ forged`;
    for (const step of ['lost', 'dead-lettered'] as const) {
      const text = stepText({ step, ...of, reason, url: 'http://127.0.0.1/d' });
      expect(text).toMatch(/bad \[redacted.*\] ✓ forged$/);
    }
    expect(stepText({ step: 'refused', broker: of.broker, status: 400, reason })).not.toContain('a1B2');
    expect(stepText({ step: 'cut', broker: of.broker, event: { id: 'a\nb', type: 't' } })).not.toContain(
      '\n',
    );
  });

  it('has no colours where it does not go to a terminal', () => {
    stubTerminal();
    for (const { step, says } of rows) expect(stepText(step, plainStream())).toBe(says);
  });

  it('colours its mark alone on a terminal', () => {
    stubTerminal();
    const [, , , refused] = rows;
    if (!refused) throw new Error('the row is missing');
    const [mark, ...rest] = stepText(refused.step, terminal()).split(' ');
    expect(mark).toBe('\u001b[31m✗\u001b[39m');
    expect(`✗ ${rest.join(' ')}`).toBe(refused.says);
  });
});
