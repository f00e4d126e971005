import { bounded, type LogSource } from '../logs.ts';
import type { Cluster } from './cluster.ts';
import { type LinkRules, openLink } from './log-link.ts';

/** Opens logs wherever an event may say that they are: in itself, behind a link, or in a pod. */
export function connectLogs(cluster: Cluster, links: LinkRules): LogSource {
  return {
    open: async (ref, signal) => {
      switch (ref.kind) {
        case 'inline':
          return bounded([Buffer.from(ref.text)], links.limitBytes);
        case 'link':
          return openLink(ref.url, links, signal);
        case 'pod':
          return cluster.podLog(ref, signal);
      }
    },
  };
}
