/**
 * What a name promises of its value: a password (any value is a secret), a token (a value that looks random is one),
 * or a key of unknown use (only a long random value is one).
 */
export type NameClass = 'password' | 'token' | 'key';

export interface SecretName {
  readonly class: NameClass;
  /** The kind to put into the placeholder. */
  readonly kind: string;
  /** The last word of the name is telling enough for a value that only a blank parts from it. */
  readonly last: boolean;
}

const passwords = /passw|passphrase|passcode|pwd$/;
const lastPasswords = /^(?:pass|psk)$|(?:db|user|root|admin|my|ssh|mail|smtp)pass$/;
const tokens = /token|secret|apikey|accesskey|authkey|privatekey|credential/;
const lastTokens = /^(?:jwt|creds?|session|sessionid|cookie|signature|sig|authorization|auth)$/;
const keys = /key$/;

/* The last word of a name that is about a secret and does not hold it. */
const about = new Set(
  (
    'id ids name names url uri urls endpoint host file files filename path paths dir directory folder type types length ' +
    'len size count total limit max min ttl expiry expires expire expiration expired age version policy policies rule ' +
    'rules header prefix suffix format alg algorithm issuer audience scope scopes port user username provider manager ' +
    'store storage ref refs arn enabled required status state class field fields var variable variables label hint ' +
    'prompt location mode method kind namespace usage used budget group groups owner date time timestamp created updated ' +
    'description title error errors message messages response request requests handler service factory builder parser ' +
    'reader helper util utils test tests spec config configuration settings options option list index lookup mapping ' +
    'schema validator validation validate verification check checks changed reset rotation refresher generator fingerprint ' +
    'digest checksum hash thumbprint sha md5 source strategy template page pages screen view form input button dialog'
  ).split(' '),
);
/* A word anywhere in a name that makes it no secret. */
const harmless = new Set(
  'public pub csrf xsrf max min num number total authenticity tokenizer tokenize tokenization keyboard keyword keywords primary foreign partition cache sort'.split(
    ' ',
  ),
);
/* Words at the end of a name that only qualify it. */
const qualifiers = new Set(
  'prod production dev development staging stage local live value raw data text string str b64 base64 old new current default env plain plaintext clear base'.split(
    ' ',
  ),
);
/* What makes "key" a credential. */
const keyQualifiers = new Set(
  (
    'api access auth private secret signing encryption encrypt decryption master account shared license licence deploy ' +
    'service subscription storage app application admin role integration write ingest ingestion personal session hmac ' +
    'crypto cipher webhook client consumer server sas function functions user org team project root super security ssh ' +
    'rsa pgp gpg tls ssl pem vault'
  ).split(' '),
);

/* Services whose keys and tokens have no prefix of their own, or are often written without one. */
const vendors = new Set(
  (
    'adafruit adobe airtable algolia alibaba aliyun amplitude anthropic artifactory asana atlassian auth0 beamer bitbucket ' +
    'bittrex bugsnag circleci clickhouse clearbit cloudflare cloudinary codacy codeclimate codecov cohere coinbase ' +
    'confluent confluence contentful coveralls crowdin datadog deepl digitalocean discord doppler droneci dropbox dynatrace ' +
    'easypost etsy facebook fastly finicity finnhub firebase flickr flutterwave freshbooks freshdesk gitter gocardless ' +
    'harness heroku honeybadger hubspot huggingface infura intercom jfrog jira kraken kucoin launchdarkly linkedin lob ' +
    'logdna loggly looker mailchimp mailgun mailjet mandrill mapbox mattermost maxmind meraki messagebird mistral mixpanel ' +
    'netlify newrelic notion nytimes okta openai openweather pagerduty papertrail paypal percy pinecone plaid postmark ' +
    'privateai pusher rapidapi razorpay rollbar salesforce saucelabs scalingo sendbird sendgrid sendinblue sentry shippo ' +
    'shopify slack snyk sonar sonarcloud sourcegraph spotify squarespace stripe sumologic sumo supabase telegram tencent ' +
    'tiingo todoist trello twilio twitch twitter typeform unsplash vercel virustotal vonage wakatime yandex zendesk zoom'
  ).split(' '),
);

/* A file's name: src/token.ts:12:5 is a place in it. */
const fileName =
  /\.(?:java|kt|kts|scala|groovy|gradle|[cm]?[jt]sx?|vue|svelte|py|pyi|go|rs|rb|erb|php|cs|fs|vb|c|cc|cpp|cxx|h|hpp|m|mm|swift|dart|ex|exs|erl|hs|lua|pl|pm|r|jl|sh|bash|ps1|sql|html?|css|scss|json|ya?ml|toml|xml|md|txt|lock|proto|tf|o|class|jar)$/i;

/* Bundler takes the credentials of a gem server from BUNDLE_ and the host's name, with "__" for its dots. */
const bundlerHost = /^BUNDLE_[A-Z0-9_]{1,64}__[A-Z]{2,12}$/;

const longestName = 96;

function wordsOf(name: string): string[] {
  const tail = name.slice(-longestName);
  return (tail.match(/[A-Z]{1,40}(?![a-z])|[A-Z]?[a-z]{1,40}/g) ?? []).map((word) => word.toLowerCase());
}

/** Says whether a word of `name` is a service that hands out keys, and the name is not about something else of it. */
export function namesVendor(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => vendors.has(word)) && !about.has(words.at(-1) ?? '');
}

/** What `name` (of a variable, header, flag, field or element) promises of its value, or undefined where it promises nothing secret. */
export function classifyName(name: string): SecretName | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && qualifiers.has(words.at(-1) ?? '')) {
    words.pop();
  }
  const last = words.at(-1);
  if (
    last === undefined ||
    fileName.test(name) ||
    about.has(last) ||
    words.some((word) => harmless.has(word))
  ) {
    return undefined;
  }
  if (bundlerHost.test(name)) {
    return { class: 'password', kind: 'password', last: false };
  }
  const joined = words.join('');
  if (passwords.test(last) || lastPasswords.test(last)) {
    return { class: 'password', kind: 'password', last: true };
  }
  if (words.some((word) => passwords.test(word)) || /password|passphrase/.test(joined)) {
    return { class: 'token', kind: 'password', last: false };
  }
  const compound = /(?:api|access|secret|private|auth)key$/.test(joined);
  const endsWithToken = compound || tokens.test(last);
  if (endsWithToken || lastTokens.test(last) || words.some((word) => tokens.test(word))) {
    return { class: 'token', kind: tokenKind(joined), last: endsWithToken };
  }
  if (!keys.test(last) || joined === 'key') {
    return undefined;
  }
  const qualified = words.some((word) => keyQualifiers.has(word.replace(keys, ''))) || namesVendor(name);
  return { class: qualified ? 'token' : 'key', kind: 'key', last: true };
}

function tokenKind(joined: string): string {
  if (/sig(?:nature)?$/.test(joined)) {
    return 'signature';
  }
  if (/key$/.test(joined)) {
    return 'key';
  }
  return joined.includes('secret') ? 'secret' : joined.includes('token') ? 'token' : 'credential';
}
