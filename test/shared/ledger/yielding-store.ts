import type { Store } from '../../../shared/ledger/store.ts';

/** The store, as far away as one over a network: `yields` is waited for before each operation and before its answer. */
export function yieldingStore(store: Store, yields: () => Promise<unknown> = async () => undefined): Store {
  const far = async <T>(operation: () => T): Promise<Awaited<T>> => {
    await yields();
    const result = await operation();
    await yields();
    return result;
  };
  return {
    now: () => far(() => store.now()),
    read: (key) => far(() => store.read(key)),
    create: (...written) => far(() => store.create(...written)),
    replace: (...written) => far(() => store.replace(...written)),
    close: async () => store.close(),
  };
}
