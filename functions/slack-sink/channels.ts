/** The form of SLACK_CHANNELS: "team-a=C0123456789,team-b=builds". */
export const CHANNELS_FORM = /^\s*(?:[^\s=,]+\s*=\s*[^\s=,]+\s*(?:,\s*|$))*$/;

/** Reads "namespace=channel,namespace=channel" as a map from namespace to channel; the form is checked before. */
export function channelsByNamespace(setting: string): ReadonlyMap<string, string> {
  const pairs = setting
    .split(',')
    .map((pair) => pair.split('=').map((part) => part.trim()))
    .flatMap(([namespace, channel]): [string, string][] =>
      namespace && channel ? [[namespace, channel]] : [],
    );
  return new Map(pairs);
}
