import { z } from 'zod';
import { secretUrl } from '../../shared/adapters/secret-url.ts';
import { connectSlack } from '../../shared/adapters/slack.ts';
import { SettingsError, settings } from '../../shared/config.ts';
import { buildTriaged } from '../../shared/events/build.ts';
import { defineFunction, type Extensions } from '../../shared/function.ts';
import { lagProblem } from '../../shared/ledger/lease.ts';
import { factKeyOf } from '../../shared/report.ts';
import { CHANNELS_FORM, channelsByNamespace } from './channels.ts';
import { SLACK_LAG_SECONDS, tell } from './tell.ts';

/** Tells each failure in one Slack message: posted once, edited when the failure comes again, details in its thread. */
export default defineFunction({
  name: 'slack-sink',
  description:
    'Tells each failure in one Slack message: posted once, edited when it comes again, details in its thread.',
  accepts: [buildTriaged],
  emits: [],
  // A message that comes twice is better than one that does not come; it says so itself.
  withoutLedger: 'go-on',
  settings: settings({
    SLACK_TOKEN: z
      .string()
      .trim()
      .min(1)
      .describe('Bot token (xoxb-…) of an app with the scopes chat:write and channels:history.'),
    SLACK_CHANNEL: z
      .string()
      .trim()
      .min(1)
      .describe(
        'Channel to post to: its id (C…), or its name where it is public. The app has to be a member.',
      ),
    SLACK_CHANNELS: z
      .string()
      .trim()
      .regex(CHANNELS_FORM, 'it is not NAMESPACE=CHANNEL,NAMESPACE=CHANNEL')
      .optional()
      .describe(
        'Channels of single namespaces, as NAMESPACE=CHANNEL,NAMESPACE=CHANNEL; all others go to SLACK_CHANNEL.',
      ),
    SLACK_THREAD_HOURS: z.coerce
      .number()
      .positive()
      .max(8_760)
      .default(24)
      .describe(
        'A failure that was not seen for so long gets a new message; until then its message is edited. At most LEDGER_KEEP_HOURS.',
      ),
    SLACK_API_URL: secretUrl()
      .default('https://slack.com/api/')
      .describe('Where the Slack API is, with its path; another one is for gateways and tests.'),
  }),
  connect: async (config, log) => {
    const problem = lagProblem({
      ...{ lagSeconds: SLACK_LAG_SECONDS, name: 'the wait for Slack' },
      leaseSeconds: config.LEDGER_LEASE_SECONDS,
      backoffSeconds: config.RETRY_BACKOFF_SECONDS,
    });
    if (problem !== undefined) throw new SettingsError(`these settings are wrong:\n  ${problem}`);
    if (config.SLACK_THREAD_HOURS > config.LEDGER_KEEP_HOURS) {
      log.warn('SLACK_THREAD_HOURS is more than LEDGER_KEEP_HOURS: a thread is forgotten before it ends');
    }
    const byNamespace = channelsByNamespace(config.SLACK_CHANNELS ?? '');
    return {
      slack: await connectSlack({ token: config.SLACK_TOKEN, apiUrl: config.SLACK_API_URL, log }),
      channelOf: (namespace = '') => byNamespace.get(namespace) ?? config.SLACK_CHANNEL,
      quietMilliseconds: config.SLACK_THREAD_HOURS * 3_600_000,
    };
  },
  handle: async (event, { slack, channelOf, quietMilliseconds }, run) => {
    const { about, report } = event.data;
    const severity = severityOf(event.extensions);
    const occasion = { event, severity, channel: channelOf(about.namespace), quietMilliseconds };
    const told = await run.fact(factKeyOf(event.data), (fact) => tell(slack, occasion, fact, run));
    run.log.info({ ...told, fingerprint: report.fingerprint }, 'told in Slack');
    return [];
  },
});

/** The severity that whoever sent the event gave it (CloudEvents' extension severity). */
function severityOf({ severitytext, severity }: Extensions): string | undefined {
  const said = severitytext ?? severity;
  return typeof said === 'string' && said.trim() !== '' ? said : undefined;
}
