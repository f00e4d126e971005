import { CAUSE, rulesOf, SIGN, VERDICT } from '../rule.ts';

const resources = rulesOf('', [
  [
    'disk-full',
    VERDICT + 2,
    ['No space left', 'ENOSPC'],
    /(?<message>(?:[^\s:]{1,100}: ){0,3}(?:Cannot write: )?No space left on device|\bENOSPC\b)/,
  ],
  ['disk-full', VERDICT, 'Disk quota exceeded', /Disk quota exceeded/],
  [
    'out-of-memory',
    CAUSE,
    ['Cannot allocate memory', 'bad_alloc', 'Out of memory', 'out of memory', 'ENOMEM', 'MemoryError'],
    /Cannot allocate memory|std::bad_alloc|\b[Oo]ut of memory\b|\bENOMEM\b|^(?:E\s{1,8})?MemoryError\b/,
  ],
  [
    'out-of-memory',
    CAUSE,
    ['Killed', 'SIGKILL', 'signal: 9'],
    /^(?:\S{1,100}: (?:line )?\d{1,6}: {1,3}\d{1,7} )?Killed\b(?: {2,30}(?<message>\S.{0,200}))?$|terminated by signal SIGKILL|\(signal: 9, SIGKILL|signal 9 \(SIGKILL\)/,
  ],
]);

const network = rulesOf('', [
  [
    'network',
    CAUSE - 1,
    [
      'Could not resolve host',
      'Temporary failure in name resolution',
      'Name or service not known',
      'Temporary failure resolving',
    ],
    /(?<message>Could not resolve host(?:name)?:? ?\S{0,100}|Temporary failure (?:in name resolution|resolving '[^']{1,100}')|Name or service not known)/,
  ],
  [
    'network',
    CAUSE,
    'curl: (',
    /curl: \((?:5|6|7|18|28|35|52|55|56|60|92)\) (?!.{0,60}(?:127\.0\.0\.1|localhost))(?<message>.{0,200})/,
  ],
  [
    'network',
    CAUSE - 1,
    ['unable to access', 'RPC failed', 'early EOF', 'remote end hung up'],
    /^(?:fatal|error): (?<message>unable to access '[^']{1,300}': (?!The requested URL returned error: 40[13]).{0,200}|RPC failed.{0,100}|the remote end hung up unexpectedly)/,
  ],
  [
    'network',
    SIGN + 1,
    ['ETIMEDOUT', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ESOCKETTIMEDOUT'],
    /\b(?<message>(?:ETIMEDOUT|ECONNRESET|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ESOCKETTIMEDOUT)\b.{0,100})/,
  ],
  [
    'network',
    SIGN,
    [
      'onnection refused',
      'onnection reset',
      'onnection timed out',
      'handshake timeout',
      'i/o timeout',
      'Network is unreachable',
      'No route to host',
    ],
    /(?<message>[Cc]onnection (?:refused|reset(?: by peer)?|timed out)|TLS handshake timeout|i\/o timeout|Network is unreachable|No route to host)/,
  ],
  [
    'network',
    CAUSE - 1,
    'certificate',
    /(?<message>certificate verify failed|SSL certificate problem.{0,80}|certificate has expired|certificate signed by unknown authority|no certificate subject alternative name matches)/,
  ],
  [
    'network',
    CAUSE - 1,
    ['Failed to fetch', 'Unable to fetch', 'Hash Sum mismatch'],
    /^(?:E|W|Err): (?:Failed to fetch (?<message>\S{1,300})|Unable to fetch some archives)|Hash Sum mismatch/,
  ],
  [
    'network',
    CAUSE - 1,
    ['ERROR 5', 'ERROR 4', 'returned error: 5'],
    /^\d{4}-\d\d-\d\d [\d:]{8} ERROR (?<message>(?:5\d\d|404|408|429):? .{0,100})|The requested URL returned error: 5\d\d/,
  ],
]);

const access = rulesOf('', [
  [
    'registry-or-credentials',
    CAUSE + 0.5,
    [
      'could not read Username',
      'Authentication failed',
      'Permission denied (publickey',
      'Invalid username or',
    ],
    /could not read Username for|[Aa]uthentication failed for|Permission denied \(publickey|Invalid username or (?:password|token)|support for password authentication was removed/,
  ],
  [
    'registry-or-credentials',
    CAUSE,
    ['Repository not found', 'returned error: 40'],
    /(?:remote: )?Repository not found|The requested URL returned error: 40[13]/,
  ],
  [
    'registry-or-credentials',
    SIGN + 1,
    ['401 ', '403 Forbidden', ' 403'],
    /\b(?<message>401 (?:Unauthorized|Authorization Required)|403 Forbidden|HTTP(?:\/\d(?:\.\d)?)? 40[13])\b/,
  ],
  [
    'registry-or-credentials',
    CAUSE,
    ['credentials', 'API key', 'access token', 'Bad credentials'],
    /(?<message>Bad credentials|[Ii]nvalid (?:API key|access token|credentials|api token)|(?:missing|no) (?:valid )?credentials|could not find (?:default )?credentials|expired (?:access )?token)/i,
  ],
  [
    'quota',
    CAUSE + 0.5,
    ['rate limit', 'Rate limit', 'quota', 'Quota'],
    /(?<message>(?:API )?[Rr]ate limit (?:exceeded|reached|exhausted)|[Qq]uota exceeded|exceeded (?:your |the )?(?:current )?quota)/,
  ],
  [
    'permission',
    CAUSE - 1,
    'ermission denied',
    /^\S{1,200}: (?:(?:line )?\d{1,6}: )?(?<message>(?:[^:]{1,200}: )?[Pp]ermission denied)$/,
  ],
  [
    'permission',
    SIGN,
    ['ermission denied', 'EACCES', 'EPERM', 'not permitted', 'Access is denied'],
    /(?<message>[Pp]ermission denied|\bEACCES\b.{0,80}|\bEPERM\b.{0,80}|Operation not permitted|Access is denied)/,
  ],
]);

const files = rulesOf('', [
  [
    'missing-file',
    CAUSE + 0.5,
    ['command not found', ': not found'],
    /^(?:\S{1,200}: )?(?:(?:line )?\d{1,6}: )?(?<message>(?:\S{1,100}: )?[^\s:]{1,100}: (?:command )?not found)$/,
  ],
  [
    'missing-file',
    CAUSE,
    'is not recognized',
    /(?<!\S)(?<message>\S{1,100} ?:? ?.{0,100}is not recognized as (?:an internal|the name))/,
  ],
  [
    'missing-file',
    CAUSE,
    ['currently not installed', 'is not installed'],
    /^(?:The program |E: )?'?(?<message>[\w.+-]{1,60})'? is (?:currently )?not installed(?!\s{0,2}[-;,])/,
  ],
  [
    'missing-file',
    CAUSE,
    'o such file or directory',
    /^\S{1,200}: (?:line )?\d{1,6}: (?:(?:cd|source|\.|exec|env|pushd): )?(?<message>(?:\S{1,60}: )?[^:]{1,200}: No such file or directory)$/,
  ],
  [
    'missing-file',
    SIGN + 0.5,
    'o such file or directory',
    /(?<![^\s:'"(])(?<message>(?:(?:open|stat|lstat|access) )?[^\s:'"(]{0,200}['"]?:? [Nn]o such file or directory)/,
  ],
  [
    'missing-file',
    SIGN + 0.5,
    ['ENOENT', 'FileNotFound', "Can't open", 'file not found'],
    /(?<message>\bENOENT\b.{0,150}|FileNotFound(?:Error|Exception):.{0,200}|Can't open .{1,150}|\bfile not found\b.{0,100})/,
  ],
  ['missing-file', SIGN, 'not found', /^(?:Error|ERROR|error|fatal): (?<message>.{0,200}not found.{0,100})/],
]);

/** What the kernel, the shell, the network and whoever guards something say, whatever the tool. */
export const systemRules = [...resources, ...network, ...access, ...files];
