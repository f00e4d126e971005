import { z } from 'zod';
import { secretUrl } from '../../shared/adapters/secret-url.ts';
import { slackChannel } from '../../shared/adapters/slack.ts';
import { settings } from '../../shared/config.ts';
import { buildTriaged } from '../../shared/events/build.ts';
import { defineFunction } from '../../shared/function.ts';
import { slackMessage } from './message.ts';

/** Posts each report to one Slack channel. */
export default defineFunction({
  name: 'slack-sink',
  description: 'Posts each report to one Slack channel.',
  accepts: [buildTriaged],
  emits: [],
  settings: settings({
    SLACK_TOKEN: z.string().trim().min(1).describe('Bot token (xoxb-…) of an app with the scope chat:write.'),
    SLACK_CHANNEL: z
      .string()
      .trim()
      .min(1)
      .describe(
        'Channel to post to: its id (C…), or its name where it is public. The app has to be a member.',
      ),
    SLACK_API_URL: secretUrl()
      .default('https://slack.com/api/')
      .describe('Where the Slack API is, with its path; another one is for gateways and tests.'),
  }),
  connect: async (config, log) => ({
    slack: await slackChannel({
      token: config.SLACK_TOKEN,
      channel: config.SLACK_CHANNEL,
      apiUrl: config.SLACK_API_URL,
      log,
    }),
  }),
  handle: async ({ data }, { slack }, { log }) => {
    const posted = await slack.post(slackMessage(data));
    log.info({ ...posted, fingerprint: data.report.fingerprint }, 'posted to Slack');
    return [];
  },
});
