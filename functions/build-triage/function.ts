import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { networkList } from '../../shared/adapters/addresses.ts';
import { connectLogs } from '../../shared/adapters/log-source.ts';
import { settings } from '../../shared/config.ts';
import { buildFailed, buildTriaged } from '../../shared/events/build.ts';
import { resourceAdded, resourceUpdated } from '../../shared/events/kubernetes.ts';
import { pipelineRunFailed, taskRunFailed } from '../../shared/events/tekton.ts';
import { defineFunction, emit } from '../../shared/function.ts';
import { outcomeOf } from './builds/outcome.ts';
import { gather } from './gather.ts';
import { lazyCluster } from './lazy-cluster.ts';
import { triage } from './triage.ts';

const listOf = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean));

const MEBIBYTE = 1_048_576;

/** A failed build in, one report out; everything between is decided by the files beside this one. */
export default defineFunction({
  name: 'build-triage',
  description: 'Says why a build failed, from its log and from what its controller states.',
  accepts: [taskRunFailed, pipelineRunFailed, resourceAdded, resourceUpdated, buildFailed],
  emits: [buildTriaged],
  settings: settings({
    KUBERNETES_API: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('URL of the API server; not set: found as kubectl finds it. Plain http only on loopback.'),
    KUBERNETES_TOKEN_FILE: z.string().optional().describe('File with a token for KUBERNETES_API.'),
    LOG_LIMIT_MEBIBYTES: z.coerce
      .number()
      .positive()
      .max(65_536)
      .default(2_048)
      .describe('Most that is read of one log, inflated.'),
    LOG_LINK_HOSTS: listOf.describe(
      'Hosts that a link to a log may lead to, separated by commas: ci.example.com, ci.example.com:8443, or .example.com for all below it. Empty: no link is followed.',
    ),
    LOG_LINK_NETWORKS: listOf.describe(
      'Networks that are not public and that such a host may be in all the same, such as 10.20.0.0/16.',
    ),
    LOG_LINK_CA_FILE: z.string().optional().describe('PEM file of a certificate authority for those hosts.'),
    LOG_LINK_TIMEOUT_SECONDS: z.coerce
      .number()
      .positive()
      .max(600)
      .default(60)
      .describe('Time that reading one link may take.'),
  }),
  connect: (config) => {
    const limitBytes = config.LOG_LIMIT_MEBIBYTES * MEBIBYTE;
    const cluster = lazyCluster({
      limitBytes,
      ...(config.KUBERNETES_API === undefined ? {} : { url: config.KUBERNETES_API }),
      ...(config.KUBERNETES_TOKEN_FILE === undefined ? {} : { tokenFile: config.KUBERNETES_TOKEN_FILE }),
    });
    const logs = connectLogs(cluster, {
      hosts: config.LOG_LINK_HOSTS,
      networks: networkList(config.LOG_LINK_NETWORKS),
      limitBytes,
      timeoutMilliseconds: config.LOG_LINK_TIMEOUT_SECONDS * 1_000,
      ...(config.LOG_LINK_CA_FILE === undefined ? {} : { ca: readFileSync(config.LOG_LINK_CA_FILE, 'utf8') }),
    });
    return { cluster, logs };
  },
  handle: async (event, use, run) => {
    const outcome = outcomeOf(event);
    if ('ignored' in outcome) {
      run.log.info({ why: outcome.ignored }, 'nothing to explain');
      return [];
    }
    const { about } = outcome.failed;
    const gathered = await gather(outcome.failed, use, run.signal);
    const report = triage(gathered);
    run.log.info({ category: report.category, confidence: report.confidence }, report.headline);
    return [
      emit(
        buildTriaged,
        { about, report },
        { subject: `${about.kind}/${about.namespace ?? '-'}/${about.name}` },
      ),
    ];
  },
});
