import type { Cluster, ClusterPlace } from '../../shared/adapters/cluster.ts';

/** A cluster whose client is loaded at its first use: most events of other CIs never need it, and it is the largest import. */
export function lazyCluster(place: ClusterPlace): Cluster {
  let connected: Promise<Cluster> | undefined;
  const cluster = () => {
    connected ??= import('../../shared/adapters/cluster.ts').then(({ connectCluster }) =>
      connectCluster(place),
    );
    return connected;
  };
  return {
    podLog: async (at, signal) => (await cluster()).podLog(at, signal),
    list: async (what, signal) => (await cluster()).list(what, signal),
  };
}
