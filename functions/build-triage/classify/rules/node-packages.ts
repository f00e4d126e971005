import { CAUSE, HINT, rulesOf, VERDICT } from '../rule.ts';

const npm = '^npm (?:ERR!|error) ';

const installers = rulesOf('npm', [
  ['dependency-conflict', VERDICT, 'ERESOLVE', new RegExp(`${npm}(?:code )?ERESOLVE\\b`)],
  [
    'dependency-conflict',
    VERDICT + 0.5,
    'Could not resolve dependency',
    new RegExp(`${npm}Could not resolve dependency`),
  ],
  [
    'dependency-conflict',
    CAUSE + 0.5,
    'Found: ',
    new RegExp(`${npm}Found: (?<name>(?:@[\\w.-]{1,80}/)?[\\w.-]{1,100})@(?<to>[\\w.+-]{1,60})$`),
  ],
  [
    'dependency-conflict',
    CAUSE,
    ' peer ',
    new RegExp(
      `${npm}(?<message>(?:dev|optional)?\\s?peer (?<name>(?:@[\\w.-]{1,80}/)?[\\w.-]{1,100})@.{1,100} from \\S{1,200})`,
    ),
  ],
  [
    'dependency-resolution',
    VERDICT,
    ['code E404', ' 404 '],
    new RegExp(
      `${npm}(?:code E404|404 {1,4}(?:Not Found|'(?<name>(?:@[\\w.-]{1,80}/)?[\\w.-]{1,100})@(?<to>[^'\\s]{0,60})' is not in))`,
    ),
  ],
  [
    'dependency-resolution',
    VERDICT,
    ['ETARGET', 'notarget'],
    new RegExp(
      `${npm}(?:code ETARGET|notarget No matching version found for (?<name>(?:@[\\w.-]{1,80}/)?[\\w.-]{1,100})@(?<to>[^\\s]{1,60}?)\\.?$)`,
    ),
  ],
  [
    'registry-or-credentials',
    VERDICT,
    ['E401', 'E403', 'ENEEDAUTH', 'EOTP', ' 401 ', ' 403 '],
    new RegExp(`${npm}(?:code (?:E401|E403|ENEEDAUTH|EOTP)|40[13] )(?<message>.{0,200})`),
  ],
  [
    'registry-or-credentials',
    CAUSE,
    'authenti',
    new RegExp(
      `${npm}(?<message>(?:Unable to authenticate|need auth|This command requires you to be logged in).{0,150})`,
    ),
  ],
  [
    'dependency-resolution',
    VERDICT,
    'EINTEGRITY',
    new RegExp(`${npm}(?:code )?EINTEGRITY(?<message>.{0,200})`),
  ],
  [
    'lock-file',
    VERDICT,
    ['package-lock.json', 'npm-shrinkwrap'],
    /`npm ci` can only install (?:packages )?when your package\.json|The `npm ci` command can only install with an existing package-lock/,
  ],
  [
    'lock-file',
    VERDICT,
    ['from lock file', 'lock file'],
    new RegExp(`${npm}(?:Missing|Invalid): .{1,200} (?:from|does not satisfy) .{0,120}lock file`),
  ],
  [
    'configuration',
    VERDICT,
    ['EBADENGINE', 'EBADPLATFORM', 'EJSONPARSE', 'issing script', 'ENOWORKSPACES'],
    new RegExp(
      `${npm}(?:code (?:EBADENGINE|EBADPLATFORM|EJSONPARSE|ENOWORKSPACES)|(?<message>[Mm]issing script:? ?.{0,100}))`,
    ),
  ],
  [
    'network',
    VERDICT,
    ['ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN', 'ECONNREFUSED', 'ERR_SOCKET_TIMEOUT', 'network'],
    new RegExp(
      `${npm}(?:code (?:ENOTFOUND|ETIMEDOUT|ECONNRESET|EAI_AGAIN|ECONNREFUSED|ERR_SOCKET_TIMEOUT|CERT_HAS_EXPIRED)|network (?:request|This|read|timeout))`,
    ),
  ],
  ['permission', VERDICT, ['EACCES', 'EPERM'], new RegExp(`${npm}code (?:EACCES|EPERM)`)],
  ['disk-full', VERDICT + 1, 'ENOSPC', new RegExp(`${npm}(?:code )?(?:ENOSPC|nospc)`)],
  ['missing-file', VERDICT - 1, 'ENOENT', new RegExp(`${npm}code ENOENT`)],
  ['unknown', HINT, 'npm ', new RegExp(`${npm}.{0,20}(?:ELIFECYCLE|errno \\d)`)],
]);

const otherInstallers = [
  ...rulesOf('Yarn', [
    [
      'lock-file',
      VERDICT,
      ['--frozen-lockfile', 'YN0028', 'lockfile'],
      /lockfile needs to be updated, but yarn was run with|YN0028|The lockfile would have been (?:modified|created) by this install/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      ["Couldn't find", 'YN0035', 'YN0082', 'No candidates'],
      /^(?:error |➤ YN\d{4}: .{0,20})?(?:Couldn't find (?:package|any versions for) "(?<name>[^"]{1,150})"|.{0,200}No candidates found)(?<message>.{0,200})/,
    ],
    [
      'dependency-conflict',
      VERDICT,
      ['is incompatible with', 'Found incompatible module'],
      /^error (?:(?<name>(?:@[\w.-]{1,80}\/)?[\w.-]{1,100})@(?<to>[\w.-]{1,60}): )?(?:The \w{1,20} "\w{1,40}" is incompatible|Found incompatible module)(?<message>.{0,200})/,
    ],
    ['network', VERDICT, 'network connection', /There appears to be trouble with your network connection/],
    ['configuration', VERDICT - 1, 'Command "', /^error (?<message>Command "[^"]{1,100}" not found)/],
    ['unknown', HINT, 'Command failed', /^error Command failed with exit code/],
  ]),
  ...rulesOf('pnpm', [
    [
      'lock-file',
      VERDICT,
      ['OUTDATED_LOCKFILE', 'LOCKFILE'],
      /ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_LOCKFILE|LOCKFILE\w{1,40}|BROKEN_LOCKFILE)\s{1,4}(?<message>.{0,200})/,
    ],
    [
      'dependency-resolution',
      VERDICT,
      'ERR_PNPM',
      /ERR_PNPM_(?:NO_MATCHING_VERSION\w{0,30}|FETCH_404|NO_VERSIONS|META_FETCH_FAIL)\s{1,4}(?<message>.{0,200})/,
    ],
    [
      'dependency-conflict',
      VERDICT,
      'ERR_PNPM',
      /ERR_PNPM_(?:PEER_DEP_ISSUES|UNSUPPORTED_ENGINE)\s{1,4}(?<message>.{0,200})/,
    ],
    ['registry-or-credentials', VERDICT, 'ERR_PNPM', /ERR_PNPM_FETCH_40[13]\s{1,4}(?<message>.{0,200})/],
  ]),
];

/** npm, Yarn and pnpm. */
export const nodePackageRules = [...installers, ...otherInstallers];
