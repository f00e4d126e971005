import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { networkList } from '../../shared/adapters/addresses.ts';
import { connectLogs } from '../../shared/adapters/log-source.ts';
import { connectModelServer, modelSettings } from '../../shared/adapters/model/settings.ts';
import { settings } from '../../shared/config.ts';
import { buildFailed, buildTriaged } from '../../shared/events/build.ts';
import { resourceAdded, resourceUpdated } from '../../shared/events/kubernetes.ts';
import { pipelineRunFailed, taskRunFailed } from '../../shared/events/tekton.ts';
import { defineFunction, emit } from '../../shared/function.ts';
import { connectModel } from '../../shared/model/connect.ts';
import { known } from './builds/failed-build.ts';
import { outcomeOf } from './builds/outcome.ts';
import { gather } from './gather.ts';
import { lazyCluster } from './lazy-cluster.ts';
import { inTime, reason } from './reason.ts';
import { triage } from './triage.ts';

const listOf = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean));

const MEBIBYTE = 1_048_576;

/** The part of a delivery's time after which no model is waited for: the rest is for the reply. */
const TIME_FOR_ANSWER = 0.9;

/** A failed build in, one report out; everything between is decided by the files beside this one. */
export default defineFunction({
  name: 'build-triage',
  description: 'Says why a build failed, from its log and from what its controller states.',
  accepts: [taskRunFailed, pipelineRunFailed, resourceAdded, resourceUpdated, buildFailed],
  emits: [buildTriaged],
  settings: settings({
    CLUSTER_NAME: z
      .string()
      .trim()
      .min(1)
      .max(253)
      .optional()
      .describe('Name of this cluster in reports; set it where reports of several clusters meet.'),
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
    ...modelSettings,
  }),
  // Its only effect is the reply, which a second delivery repeats.
  withoutLedger: 'go-on',
  connect: async (config, log, { ledger, registry }) => {
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
    const model = connectModel(await connectModelServer(config), config, {
      ...{ functionName: 'build-triage', ledger, registry, log },
    });
    const answerMilliseconds = config.DEADLINE_SECONDS * 1_000 * TIME_FOR_ANSWER;
    return { cluster, logs, model, answerMilliseconds, clusterName: config.CLUSTER_NAME };
  },
  handle: async (event, use, run) => {
    const outcome = outcomeOf(event);
    if ('ignored' in outcome) {
      run.log.info({ why: outcome.ignored }, 'nothing to explain');
      return [];
    }
    const begun = run.now().getTime();
    const about = { ...outcome.failed.about, ...known({ cluster: use.clusterName }) };
    const gathered = await gather(outcome.failed, use, run.signal);
    const left = use.answerMilliseconds - (run.now().getTime() - begun);
    const report = await inTime(left, run.signal, (signal) => reason(triage(gathered), use.model, signal));
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
