/**
 * The form of one vendor's token as the vendor publishes it: a fixed prefix and a body of so many characters of an
 * alphabet. What follows the body must not be of the alphabet, and no letter or digit may precede the prefix.
 */
export interface TokenForm {
  readonly kind: string;
  readonly prefix: readonly string[];
  /** The characters of the body, as inside the brackets of a regular expression. */
  readonly alphabet: string;
  /** Fewest and most characters of the body. */
  readonly length: readonly [number, number];
  /** The prefix tells by itself, so that a body of one character repeated counts too. */
  readonly unmistakable?: true;
}

const hex = '0-9a-f';
const anyHex = '0-9a-fA-F';
const upper = '0-9A-Z';
const lower = '0-9a-z';
const alnum = '0-9A-Za-z';
const word = '0-9A-Za-z_';
const url = '0-9A-Za-z_-';
const urlPadded = '0-9A-Za-z_=-';
const base64 = '0-9A-Za-z+/=';
const any64 = '0-9A-Za-z+/=_-';

/** One row a form; the comment says whose format it is. */
export const tokenForms: readonly TokenForm[] = [
  // Clouds
  // AWS, "IAM identifiers": unique ids are a four-letter prefix and 16 of base32.
  { kind: 'aws', prefix: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], alphabet: 'A-Z0-9', length: [16, 16] },
  { kind: 'aws', prefix: ['A3T'], alphabet: 'A-Z0-9', length: [17, 17] },
  // AWS Bedrock: "ABSK" and base64 that begins with "BedrockAPIKey-"; the short-lived one is a presigned URL in base64.
  { kind: 'aws', prefix: ['ABSKQmVkcm9ja0FQSUtleS'], alphabet: base64, length: [80, 400] },
  {
    kind: 'aws',
    prefix: ['bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t'],
    alphabet: any64,
    length: [0, 4000],
  },
  // Google: API keys, OAuth client secrets, access and refresh tokens.
  { kind: 'google', prefix: ['AIza'], alphabet: url, length: [35, 35] },
  { kind: 'google', prefix: ['GOCSPX-'], alphabet: url, length: [28, 28] },
  { kind: 'google', prefix: ['ya29.'], alphabet: '0-9A-Za-z_.-', length: [20, 2000] },
  // Alibaba Cloud: AccessKey ids.
  { kind: 'alibaba', prefix: ['LTAI'], alphabet: alnum, length: [12, 20] },
  // Tencent Cloud: SecretId.
  { kind: 'tencent', prefix: ['AKID'], alphabet: alnum, length: [32, 32] },
  // DigitalOcean: personal, OAuth and refresh tokens.
  { kind: 'digitalocean', prefix: ['dop_v1_', 'doo_v1_', 'dor_v1_'], alphabet: hex, length: [64, 64] },
  // Yandex Cloud: API keys, static access keys.
  { kind: 'yandex', prefix: ['AQVN'], alphabet: url, length: [35, 38] },
  { kind: 'yandex', prefix: ['YC'], alphabet: url, length: [38, 38] },
  // Scalingo, Heroku, Fly.io, Supabase, Render, Netlify, Pulumi.
  { kind: 'scalingo', prefix: ['tk-us-'], alphabet: url, length: [48, 48] },
  { kind: 'heroku', prefix: ['HRKU-AA'], alphabet: url, length: [50, 64] },
  { kind: 'fly', prefix: ['fo1_'], alphabet: url, length: [43, 43] },
  { kind: 'fly', prefix: ['fm1a_', 'fm1r_', 'fm2_'], alphabet: base64, length: [80, 2000] },
  { kind: 'supabase', prefix: ['sbp_'], alphabet: hex, length: [40, 40] },
  { kind: 'supabase', prefix: ['sb_secret_'], alphabet: url, length: [20, 60] },
  { kind: 'render', prefix: ['rnd_'], alphabet: alnum, length: [24, 40] },
  { kind: 'netlify', prefix: ['nfp_'], alphabet: alnum, length: [36, 40] },
  { kind: 'pulumi', prefix: ['pul-'], alphabet: hex, length: [40, 40] },

  // Source hosts and build systems
  // GitHub, "token formats": prefix, then base62 whose last six are a CRC-32; apps' tokens may be longer.
  {
    kind: 'github',
    prefix: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    alphabet: '0-9A-Za-z_',
    length: [36, 255],
  },
  { kind: 'github', prefix: ['github_pat_'], alphabet: word, length: [82, 82] },
  // GitLab, "token prefixes"; routable tokens add a dot, a payload and a checksum.
  {
    kind: 'gitlab',
    prefix: ['glpat-', 'gldt-', 'glrt-', 'glrtr-', 'glcbt-', 'glft-', 'glimt-', 'glsoat-', 'glffct-'],
    alphabet: '0-9A-Za-z_.-',
    length: [20, 320],
  },
  { kind: 'gitlab', prefix: ['glptt-'], alphabet: hex, length: [40, 40] },
  { kind: 'gitlab', prefix: ['glagent-'], alphabet: url, length: [50, 320] },
  { kind: 'gitlab', prefix: ['gloas-'], alphabet: url, length: [64, 64] },
  { kind: 'gitlab', prefix: ['GR1348941'], alphabet: url, length: [20, 22] },
  // Atlassian: API tokens end in "=" and a CRC-32 in hexadecimal; Bitbucket app passwords.
  { kind: 'atlassian', prefix: ['ATATT3', 'ATCTT3', 'ATSTT3'], alphabet: urlPadded, length: [60, 300] },
  { kind: 'bitbucket', prefix: ['ATBB'], alphabet: alnum, length: [32, 36] },
  // Buildkite, CircleCI, Harness, Octopus Deploy, Prefect, SonarQube, Sourcegraph, Snyk, Infracost.
  { kind: 'buildkite', prefix: ['bkua_'], alphabet: hex, length: [40, 40] },
  { kind: 'circleci', prefix: ['CCIPAT_', 'CCIPRJ_'], alphabet: word, length: [40, 100] },
  { kind: 'harness', prefix: ['pat.', 'sat.'], alphabet: '0-9A-Za-z_.-', length: [60, 80] },
  { kind: 'octopus', prefix: ['API-'], alphabet: upper, length: [25, 27] },
  { kind: 'prefect', prefix: ['pnu_', 'pnb_'], alphabet: alnum, length: [36, 36] },
  { kind: 'sonar', prefix: ['squ_', 'sqp_', 'sqa_'], alphabet: hex, length: [40, 40] },
  { kind: 'sourcegraph', prefix: ['sgp_'], alphabet: '0-9a-zA-Z_', length: [40, 64] },
  { kind: 'sourcegraph', prefix: ['slk_'], alphabet: hex, length: [64, 64] },
  { kind: 'infracost', prefix: ['ico-'], alphabet: alnum, length: [32, 32] },

  // Package registries
  { kind: 'npm', prefix: ['npm_'], alphabet: alnum, length: [36, 36] },
  // PyPI: a macaroon in base64 that begins with the name of the site.
  {
    kind: 'pypi',
    prefix: ['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZw'],
    alphabet: url,
    length: [40, 1000],
  },
  { kind: 'ruby', prefix: ['rubygems_'], alphabet: hex, length: [48, 48] },
  { kind: 'clojars', prefix: ['CLOJARS_'], alphabet: alnum, length: [60, 60] },
  { kind: 'crates', prefix: ['cio'], alphabet: alnum, length: [32, 32] },
  { kind: 'nuget', prefix: ['oy2'], alphabet: lower, length: [43, 43] },
  // Docker Hub: personal and organisation access tokens.
  { kind: 'docker', prefix: ['dckr_pat_', 'dckr_oat_'], alphabet: url, length: [27, 40] },
  { kind: 'docker-swarm', prefix: ['SWMTKN-1-'], alphabet: '0-9a-z-', length: [60, 90] },
  // JFrog Artifactory: API keys; reference tokens are base64 of "reftkn:".
  { kind: 'artifactory', prefix: ['AKCp'], alphabet: alnum, length: [69, 69] },
  { kind: 'artifactory', prefix: ['cmVmdGtu'], alphabet: alnum, length: [56, 64] },

  // Clusters, secret stores, infrastructure
  { kind: 'openshift', prefix: ['sha256~'], alphabet: url, length: [43, 43] },
  // HashiCorp Vault: service, batch and recovery tokens; Terraform's stand among the patterns.
  { kind: 'vault', prefix: ['hvs.', 'hvb.', 'hvr.'], alphabet: url, length: [24, 400] },
  { kind: 'doppler', prefix: ['dp.'], alphabet: '0-9A-Za-z_.-', length: [43, 80] },
  {
    kind: 'age',
    prefix: ['AGE-SECRET-KEY-1'],
    alphabet: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
    length: [58, 58],
    unmistakable: true,
  },
  { kind: '1password', prefix: ['ops_eyJ'], alphabet: any64, length: [200, 2000] },
  { kind: 'cloudflare-origin-ca', prefix: ['v1.0-'], alphabet: '0-9a-f-', length: [171, 171] },
  { kind: 'tailscale', prefix: ['tskey-'], alphabet: '0-9A-Za-z-', length: [20, 80] },
  { kind: 'defined', prefix: ['dnkey-'], alphabet: urlPadded, length: [79, 79] },
  {
    kind: 'planetscale',
    prefix: ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'],
    alphabet: '0-9A-Za-z_=.-',
    length: [32, 64],
  },
  { kind: 'databricks', prefix: ['dapi', 'dkea'], alphabet: '0-9a-f-', length: [32, 34] },
  { kind: 'clickhouse', prefix: ['4b1d'], alphabet: alnum, length: [38, 38] },
  { kind: 'confluent', prefix: ['cflt'], alphabet: base64, length: [60, 60] },

  // Observability
  { kind: 'grafana', prefix: ['glc_'], alphabet: base64, length: [32, 400] },
  { kind: 'grafana', prefix: ['glsa_'], alphabet: word, length: [41, 41] },
  { kind: 'grafana', prefix: ['eyJrIjoi'], alphabet: any64, length: [60, 400] },
  { kind: 'new-relic', prefix: ['NRAK-'], alphabet: alnum, length: [27, 27] },
  { kind: 'new-relic', prefix: ['NRJS-'], alphabet: hex, length: [19, 19] },
  { kind: 'new-relic', prefix: ['NRII-', 'NRIQ-', 'NRRA-'], alphabet: url, length: [32, 42] },
  // Dynatrace: public part of 24, secret part of 64.
  {
    kind: 'dynatrace',
    prefix: ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.'],
    alphabet: '0-9A-Za-z.',
    length: [33, 95],
  },
  { kind: 'sentry', prefix: ['sntryu_', 'sntrya_', 'sntryi_'], alphabet: hex, length: [64, 64] },
  { kind: 'honeycomb', prefix: ['hcaik_', 'hcbik_'], alphabet: alnum, length: [58, 64] },
  { kind: 'axiom', prefix: ['xaat-', 'xapt-'], alphabet: '0-9a-f-', length: [36, 36] },
  { kind: 'postman', prefix: ['PMAK-'], alphabet: '0-9A-Za-z-', length: [59, 59] },
  { kind: 'readme', prefix: ['rdme_'], alphabet: alnum, length: [70, 70] },
  { kind: 'launchdarkly', prefix: ['sdk-'], alphabet: '0-9a-f-', length: [36, 36] },

  // Payments and shops
  {
    kind: 'stripe',
    prefix: ['sk_test_', 'sk_live_', 'sk_prod_', 'rk_test_', 'rk_live_', 'rk_prod_'],
    alphabet: alnum,
    length: [10, 248],
  },
  { kind: 'stripe', prefix: ['whsec_'], alphabet: base64, length: [32, 64] },
  { kind: 'shopify', prefix: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], alphabet: anyHex, length: [32, 32] },
  { kind: 'square', prefix: ['EAAA'], alphabet: '0-9A-Za-z_-', length: [56, 60] },
  { kind: 'square', prefix: ['sq0atp-', 'sq0csp-', 'sq0idp-'], alphabet: url, length: [22, 43] },
  { kind: 'shippo', prefix: ['shippo_live_', 'shippo_test_'], alphabet: hex, length: [40, 40] },
  { kind: 'easypost', prefix: ['EZAK', 'EZTK'], alphabet: alnum, length: [54, 54] },
  { kind: 'duffel', prefix: ['duffel_test_', 'duffel_live_'], alphabet: urlPadded, length: [43, 43] },
  {
    kind: 'flutterwave',
    prefix: ['FLWSECK_TEST-', 'FLWPUBK_TEST-', 'FLWSECK-', 'FLWPUBK-'],
    alphabet: '0-9A-Za-z-',
    length: [12, 50],
  },
  { kind: 'lob', prefix: ['live_pub_', 'test_pub_'], alphabet: hex, length: [31, 31] },
  { kind: 'gocardless', prefix: ['live_'], alphabet: urlPadded, length: [40, 40] },
  { kind: 'razorpay', prefix: ['rzp_live_', 'rzp_test_'], alphabet: alnum, length: [14, 14] },
  {
    kind: 'plaid',
    prefix: ['access-sandbox-', 'access-development-', 'access-production-'],
    alphabet: '0-9a-f-',
    length: [36, 36],
  },

  // Mail, chat, social
  { kind: 'brevo', prefix: ['xkeysib-', 'xsmtpsib-'], alphabet: '0-9A-Za-z-', length: [65, 90] },
  { kind: 'twilio', prefix: ['SK'], alphabet: anyHex, length: [32, 32] },
  { kind: 'resend', prefix: ['re_'], alphabet: word, length: [32, 36] },
  // Slack: configuration tokens; bot, user and app tokens stand among the patterns.
  { kind: 'slack', prefix: ['xoxe-1-', 'xoxe.xoxb-1-', 'xoxe.xoxp-1-'], alphabet: alnum, length: [140, 180] },
  {
    kind: 'facebook',
    prefix: ['EAAM', 'EAAC', 'EAAB', 'EAAG', 'EAAD', 'EAAJ', 'EAAK', 'EAAL', 'EAAE', 'EAAF', 'EAAH', 'EAAI'],
    alphabet: alnum,
    length: [90, 400],
  },
  { kind: 'frameio', prefix: ['fio-u-'], alphabet: urlPadded, length: [64, 64] },
  { kind: 'dropbox', prefix: ['sl.'], alphabet: urlPadded, length: [120, 1400] },
  { kind: 'typeform', prefix: ['tfp_'], alphabet: '0-9A-Za-z_.=-', length: [59, 70] },
  { kind: 'notion', prefix: ['secret_'], alphabet: alnum, length: [43, 43] },
  { kind: 'linear', prefix: ['lin_api_'], alphabet: alnum, length: [40, 40] },
  { kind: 'linear', prefix: ['lin_oauth_', 'lin_wh_'], alphabet: alnum, length: [40, 64] },
  { kind: 'figma', prefix: ['figd_', 'figo_'], alphabet: url, length: [40, 48] },
  { kind: 'contentful', prefix: ['CFPAT-'], alphabet: url, length: [43, 43] },
  { kind: 'beamer', prefix: ['b_'], alphabet: lower, length: [44, 44] },
  { kind: 'adobe', prefix: ['p8e-', 'p8-'], alphabet: anyHex, length: [32, 32] },
  { kind: 'settlemint', prefix: ['sm_pat_', 'sm_aat_', 'sm_sat_'], alphabet: alnum, length: [16, 16] },
  { kind: 'intra42', prefix: ['s-s4t2ud-', 's-s4t2af-'], alphabet: lower, length: [64, 74] },

  // Models
  // OpenAI: the older keys carry "T3BlbkFJ" (base64 of "OpenAI") in the middle, the newer ones say what they are for.
  {
    kind: 'openai',
    prefix: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    alphabet: url,
    length: [40, 220],
  },
  {
    kind: 'anthropic',
    prefix: ['sk-ant-oat01-', 'sk-ant-ort01-', 'sk-ant-sid01-'],
    alphabet: url,
    length: [80, 140],
  },
  { kind: 'hugging-face', prefix: ['hf_', 'api_org_'], alphabet: 'A-Za-z', length: [34, 34] },
  { kind: 'hugging-face', prefix: ['hf_'], alphabet: alnum, length: [34, 40] },
  { kind: 'groq', prefix: ['gsk_'], alphabet: alnum, length: [52, 52] },
  { kind: 'perplexity', prefix: ['pplx-'], alphabet: alnum, length: [48, 48] },
  { kind: 'replicate', prefix: ['r8_'], alphabet: alnum, length: [37, 37] },
  { kind: 'xai', prefix: ['xai-'], alphabet: alnum, length: [80, 80] },
  { kind: 'pinecone', prefix: ['pcsk_'], alphabet: word, length: [60, 80] },
  { kind: 'langsmith', prefix: ['lsv2_pt_', 'lsv2_sk_'], alphabet: '0-9a-f_', length: [43, 43] },
];
