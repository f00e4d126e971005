import { formsOf } from './failure-form.ts';

/** How runtimes, shells and operating systems report a crash. */
export const runtimeForms = formsOf([
  ['stack trace', 0.85, 'block', /^\s{0,12}Traceback \(most recent call last\)/],
  [
    'uncaught exception',
    0.95,
    'block',
    /^Exception in thread |^Unhandled [Ee]xception|^Uncaught |UnhandledPromiseRejection|^terminate called|^\*\*\* Terminating app/,
  ],
  [
    'exception',
    0.75,
    'block',
    /^\s{0,12}(?:[\w$]{1,80}[.:]{1,2}){0,12}[A-Z][\w$]{0,80}(?:Exception|Error|Failure)(?:: |:?$| \[)/,
  ],
  ['cause', 0.6, 'block', /^\s{0,12}(?:Caused by|Suppressed|Root cause)\b ?:/],
  ['exception', 0.9, 'block', /^\S{1,300}:\d{1,6}:in [`'].{1,200}': .{1,300}\((?:\w{1,60}::){0,6}\w{1,60}\)/],
  ['exception', 0.95, 'block', /^\s{0,8}\*\* \((?:\w{1,60}\.){0,8}\w{1,60}\) /],
  [
    'panic',
    0.95,
    'block',
    /^panic: |^thread '.{1,200}' panicked at|^fatal error: \S|^goroutine \d{1,9} \[running\]/,
  ],
  [
    'sanitizer report',
    1,
    'block',
    /(?:Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer: (?!\w{1,30} leak detection)|: runtime error: /,
  ],
  [
    'crash',
    0.95,
    'block',
    /\bSegmentation fault\b|\bcore dumped\b|\bSIG(?:SEGV|ABRT|BUS|ILL|FPE)\b|^Aborted\b|^Bus error|\bstack smashing detected\b|\bKilled(?: {1,20}\S|$)/,
  ],
  [
    'out of memory',
    1,
    'block',
    /\b(?:heap out of memory|OutOfMemoryError|Cannot allocate memory|virtual memory exhausted|out of memory|OOMKilled|bad_alloc)\b/i,
  ],
  ['disk full', 1, 'line', /No space left on device|\bENOSPC\b|Disk quota exceeded/],
  [
    'erlang crash',
    0.8,
    'block',
    /^(?:\(no logger present\) )?.{0,40}(?:terminated: \{|with exit value|init terminating in do_boot|CRASH REPORT|escript: exception|=ERROR REPORT)/,
  ],
  [
    'script error',
    1,
    'line',
    /^\S{1,200}: (?:line )?\d{1,6}: (?:\S{1,200}: ){1,4}(?:command not found|not found|No such file or directory|Permission denied|syntax error|unbound variable|cannot|Is a directory|bad substitution)/,
  ],
  [
    'command not found',
    1,
    'line',
    /: command not found$|^\S{1,100}: not found$|is not recognized as (?:an internal|the name)/,
  ],
  [
    'missing file',
    0.75,
    'line',
    /: No such file or directory\b|\bENOENT\b|FileNotFoundException|does not exist\.?$|\bfile not found\b/i,
  ],
  [
    'permission',
    0.75,
    'line',
    /\bPermission denied\b|\bEACCES\b|\b(?:401 Unauthorized|403 Forbidden)\b|\baccess denied\b/i,
  ],
  [
    'network',
    0.75,
    'block',
    /\bcurl: \(\d{1,3}\) |\b(?:ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN)\b|Could not resolve host|Connection (?:refused|reset|timed out)|unable to access '|\bERROR \d{3}: |certificate (?:verify failed|has expired)|TLS handshake timeout|i\/o timeout/i,
  ],
  ['julia error', 0.95, 'block', /^ERROR: (?:LoadError|\w{1,40}Error)/],
  ['R error', 0.95, 'block', /^\s{0,4}Error (?:in .{1,200} ?:|: )|^Execution halted/],
  ['lua error', 0.9, 'block', /^(?:lua|luajit|texlua)\S{0,20}: \S{1,200}:\d{1,6}: /],
  ['powershell error', 0.8, 'block', /^\s{0,6}\+ CategoryInfo|^At line:\d|FullyQualifiedErrorId/],
  ['node exception', 0.8, 'block', /^\s{0,4}throw (?:err|er|new|e)\b/],
  ['node exception', 0.8, 'block', /^(?:internal\/\S{0,100}|\S{1,300}\.[cm]?[jt]sx?):\d{1,6}$/],
]);
