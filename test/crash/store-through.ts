import type { Store, Stored } from '../../shared/ledger/store.ts';
import type { Seam } from '../fakes/http-server.ts';

/** The store as one process reaches it: each read and write is a boundary before and after it. */
export function storeThrough(store: Store, seam: Seam): Store {
  const passing = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    await seam(`before ledger: ${what}`);
    const done = await work();
    await seam(`after ledger: ${what}`);
    return done;
  };
  return {
    now: () => store.now(),
    read: (key) => passing(`read ${recordOf(key)}`, () => store.read(key)),
    create: (key, value, expiresAt) =>
      passing(`${typeof value === 'number' ? 'count' : 'claim'} ${recordOf(key)}`, () =>
        store.create(key, value, expiresAt),
      ),
    replace: async (key, version, value, expiresAt, hints) => {
      const what = `${changeOf((await store.read(key))?.value, value)} ${recordOf(key)}`;
      return passing(what, () => store.replace(key, version, value, expiresAt, hints));
    },
    // It is the test's, and outlives the process.
    close: () => undefined,
  };
}

const MODEL_RECORDS: Readonly<Record<string, string>> = {
  'model-answer': "the model's answer",
  'model-tokens': 'the budget',
  'model-money': 'the budget',
  'model-breaker': 'the breaker',
  'model-rung': "the model's rung",
};

/** What a record is of, in the words of docs/reliability.md. */
function recordOf(key: string): string {
  const [first = '', second] = JSON.parse(key) as string[];
  return MODEL_RECORDS[first] ?? (second === 'fact' ? 'the fact' : 'the delivery');
}

interface Written {
  readonly heldUntil?: number;
  readonly memory?: Readonly<Record<string, unknown>>;
  readonly effects?: Readonly<Record<string, { readonly state: string }>>;
  readonly completed?: unknown;
}

/** What a write changes about a record: the first that fits of complete, intend, confirm, withdraw, remember, release, take over. */
function changeOf(before: Stored['value'], after: unknown): string {
  if (typeof after !== 'object' || after === null) return 'count';
  const old = (before ?? {}) as Written;
  const next = after as Written;
  if (next.completed !== undefined) return 'complete';
  const names = new Set([...Object.keys(old.effects ?? {}), ...Object.keys(next.effects ?? {})]);
  for (const name of names) {
    const now = next.effects?.[name];
    if (now === undefined) return 'withdraw an effect in';
    if (now.state !== old.effects?.[name]?.state) {
      return now.state === 'done' ? 'confirm an effect in' : 'intend an effect in';
    }
  }
  if (JSON.stringify(next.memory) !== JSON.stringify(old.memory)) return 'remember in';
  if (next.heldUntil === undefined) return 'release';
  return 'take over';
}
