/** A token with an inner structure: `pattern` is sticky and bounded, and is tried where `starts` stands at the beginning of a word. */
export interface TokenPattern {
  readonly kind: string;
  readonly starts: readonly string[];
  readonly pattern: RegExp;
}

/* The first character of a Discord token comes from the first digit of the id: base64 of 1–9. */
const discordStarts = ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'];

/** Forms with an inner structure; every quantifier is bounded. */
export const tokenPatterns: readonly TokenPattern[] = [
  // Anthropic: 93 characters and "AA", for the API and for administration.
  {
    kind: 'anthropic',
    starts: ['sk-ant-'],
    pattern: /sk-ant-(?:api03|admin01)-[0-9A-Za-z_-]{93}AA(?![0-9A-Za-z_-])/y,
  },
  {
    kind: 'openrouter',
    starts: ['sk-or-'],
    pattern: /sk-or-v[0-9]-[0-9A-Za-z]{20,200}(?![0-9A-Za-z_-])/y,
  },
  {
    kind: 'openai',
    starts: ['sk-'],
    pattern: /sk-(?:[a-z]{1,10}-)?[0-9A-Za-z_-]{20,74}T3BlbkFJ[0-9A-Za-z_-]{20,74}(?![0-9A-Za-z_-])/y,
  },
  // Slack, "token types": a cookie, percent-encoded; then workspace and app numbers and the secret.
  { kind: 'slack', starts: ['xoxd-'], pattern: /xoxd-[0-9A-Za-z%+/=-]{40,400}(?![0-9A-Za-z%+/=-])/y },
  {
    kind: 'slack',
    starts: ['xox'],
    pattern: /xox[a-z]-(?:[0-9]-)?(?:[0-9]{6,14}-){1,4}[0-9A-Za-z]{10,64}(?![0-9A-Za-z-])/y,
  },
  {
    kind: 'slack',
    starts: ['xox'],
    pattern: /xox[a-z]-(?:[0-9]-)?(?=[A-Za-z]{0,24}[0-9])[0-9A-Za-z]{16,400}(?![0-9A-Za-z-])/y,
  },
  {
    kind: 'slack',
    starts: ['xapp-'],
    pattern: /xapp-[0-9]-[0-9A-Z]{8,14}-[0-9]{8,16}-[0-9a-z]{40,80}(?![0-9A-Za-z])/y,
  },
  // SendGrid: a 22-character id and a 43-character secret.
  { kind: 'sendgrid', starts: ['SG.'], pattern: /SG\.[0-9A-Za-z_=.-]{66}(?![0-9A-Za-z_=.-])/y },
  // Notion, since September 2024: eleven digits first.
  { kind: 'notion', starts: ['ntn_'], pattern: /ntn_[0-9]{11}[0-9A-Za-z]{35}(?![0-9A-Za-z])/y },
  // Airtable: personal access tokens have an id and a secret.
  { kind: 'airtable', starts: ['pat'], pattern: /pat[0-9A-Za-z]{14}\.[0-9a-f]{64}(?![0-9a-f])/y },
  {
    kind: 'mapbox',
    starts: ['sk.eyJ', 'pk.eyJ', 'tk.eyJ'],
    pattern: /[spt]k\.eyJ[0-9A-Za-z_-]{20,200}\.[0-9A-Za-z_-]{22}(?![0-9A-Za-z_-])/y,
  },
  // Sentry: organisation tokens hold a JSON payload in base64 and a 43-character secret.
  {
    kind: 'sentry',
    starts: ['sntrys_'],
    pattern: /sntrys_eyJ[0-9A-Za-z+/=]{40,400}_[0-9A-Za-z+/]{43}(?![0-9A-Za-z+/])/y,
  },
  // HubSpot private apps: region and UUID.
  {
    kind: 'hubspot',
    starts: ['pat-'],
    pattern: /pat-[a-z]{2,4}[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/y,
  },
  // AWS Marketplace Web Service.
  {
    kind: 'aws-mws',
    starts: ['amzn.mws.'],
    pattern: /amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/y,
  },
  // 1Password: account secret keys.
  {
    kind: '1password',
    starts: ['A3-'],
    pattern:
      /A3-[0-9A-Z]{6}-(?:[0-9A-Z]{11}|[0-9A-Z]{6}-[0-9A-Z]{5})-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}(?![0-9A-Z])/y,
  },
  // Discord: bot tokens are an id in base64, a timestamp and an HMAC.
  {
    kind: 'discord',
    starts: discordStarts,
    pattern: /[MNO][0-9A-Za-z_-]{23,27}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,40}(?![0-9A-Za-z_-])/y,
  },
  // Authress: client, key and account ids, then an Ed25519 key.
  {
    kind: 'authress',
    starts: ['sc_', 'ext_', 'scauth_', 'authress_'],
    pattern:
      /[a-z]{2,8}_[0-9A-Za-z]{3,40}\.[0-9A-Za-z]{2,8}\.acc[_-][0-9A-Za-z-]{4,40}\.[0-9A-Za-z+/_=-]{32,200}(?![0-9A-Za-z])/y,
  },
  {
    kind: 'yandex',
    starts: ['t1.'],
    pattern: /t1\.[0-9A-Z][0-9A-Za-z_-]{2,200}={0,2}\.[0-9A-Za-z_-]{86}={0,2}(?![0-9A-Za-z_-])/y,
  },
  {
    kind: 'vault',
    starts: ['s.'],
    pattern: /s\.(?=[A-Za-z]{0,23}[0-9])(?=[0-9a-z]{0,23}[A-Z])[0-9A-Za-z]{24}(?![0-9A-Za-z_.-])/y,
  },
];

/** A form known by a literal in its middle: `pattern` is sticky and is tried `back` characters before the literal. */
export interface MarkedForm {
  readonly kind: string;
  readonly marker: string;
  readonly back: number;
  readonly pattern: RegExp;
}

export const markedForms: readonly MarkedForm[] = [
  // Microsoft Entra: client secrets have a version digit and "Q~" as their fourth to sixth characters.
  {
    kind: 'azure',
    marker: 'Q~',
    back: 4,
    pattern: /[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}(?![0-9A-Za-z_~.-])/y,
  },
  // HCP Terraform: 14 characters, ".atlasv1.", 60 and more.
  {
    kind: 'terraform',
    marker: '.atlasv1.',
    back: 14,
    pattern: /[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_=-]{60,70}(?![0-9A-Za-z_=-])/y,
  },
  // Mailchimp: the key names its data centre at the end.
  { kind: 'mailchimp', marker: '-us', back: 32, pattern: /[0-9a-f]{32}-us[0-9]{1,2}(?![0-9A-Za-z])/y },
  // MaxMind: six, 29, and "mmk".
  {
    kind: 'maxmind',
    marker: '_mmk',
    back: 36,
    pattern: /[0-9A-Za-z]{6}_[0-9A-Za-z]{29}_mmk(?![0-9A-Za-z])/y,
  },
];

/** A form whose first part does not run on into its second: `lead` ends where a run of token characters begins. */
export interface LedForm {
  readonly kind: string;
  readonly lead: RegExp;
  /** Fewest and most characters of the run. */
  readonly length: readonly [number, number];
  readonly begins?: string;
}

export const ledForms: readonly LedForm[] = [
  // Telegram: the bot's number, a colon, and 35 characters.
  { kind: 'telegram', lead: /(?<![0-9])[0-9]{5,16}:$/, length: [35, 35], begins: 'A' },
  // Facebook: the application's number, a bar, and 27 characters.
  { kind: 'facebook', lead: /(?<![0-9])[0-9]{15,16}\|$/, length: [27, 27] },
  // Asana: a version, the numbers of user and token, a colon, and 32 hexadecimal digits.
  { kind: 'asana', lead: /(?<![0-9])[0-2]\/[0-9]{13,18}(?:\/[0-9]{13,18})?:$/, length: [32, 32] },
  // Google: refresh tokens.
  { kind: 'google', lead: /(?<![\w/:])1\/\/$/, length: [36, 140], begins: '0' },
  // Braintree: environment, merchant and key.
  {
    kind: 'braintree',
    lead: /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$$/,
    length: [32, 32],
  },
  { kind: 'gitlab', lead: /_gitlab_session=$/, length: [32, 32] },
];
