const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Programs of which the first argument already does something. */
const DIRECT =
  words(`curl wget rm rmdir unlink shred chmod chown chgrp chattr sudo doas su bash zsh ksh dash fish sh
  powershell pwsh nc ncat netcat socat telnet ssh scp sftp rsync ftp tftp dd mkfs fdisk python python2 python3 perl ruby
  php osascript eval xargs nohup crontab iptables nft killall pkill mysql mysqldump psql pg_dump sqlite3 mongo mongosh
  mongodump redis-cli certutil bitsadmin mshta rundll32 regsvr32 wmic schtasks iex iwr irm npx bunx uvx pipx sed awk
  tee cp mv ln base64 nmap msfvenom strace gdb kn busybox chroot nsenter unshare setenforce useradd usermod passwd
  visudo insmod modprobe sysctl umount fusermount openssl gpg ./gradlew ./mvnw`);

/** Programs that take a subcommand first. */
const WITH_SUBCOMMAND =
  words(`kubectl oc helm kustomize argocd flux tkn docker docker-compose podman buildah skopeo
  crictl ctr nerdctl terraform tofu pulumi ansible ansible-playbook ansible-galaxy aws gcloud gsutil az doctl eksctl
  systemctl journalctl git gh glab npm pnpm yarn bun pip pip3 poetry uv conda gem bundler composer cargo rustup apt
  apt-get aptitude yum dnf apk brew choco winget scoop pacman zypper snap dpkg rpm mvn gradle gradlew nuget dotnet
  vault consul nomad etcdctl istioctl rosa minikube kind k9s velero odo s2i shp func loginctl`);

/** Words that follow the name of a program in a sentence about it, and are no argument of it. */
const OUTCOMES =
  words(`failed fails fail failing could cannot can can't couldn't was were wasn't is isn't are had has
  have did didn't does doesn't do don't never not no returned returns exited exits ended ends timed times ran reported
  reports said says printed prints wrote stopped stops aborted crashed hung got gets gave gives tried tries finds
  refused refuses rejected rejects raised threw throws complained complains needs needed requires required expects
  expected lacks lacked uses used sees saw warned warns errored succeeded finished completed took takes would will may
  might must should killed received receives produced produces downloaded resolved skipped started itself also only
  already still then again`);
const JOINTS =
  words(`because since when while after before if as but and or so that which who whose than though
  although of for from in on at by with without during inside under until unless via per`);
const THINGS =
  words(`command error errors warning warnings output message messages binary binaries executable process
  processes client server daemon registry registries repository repositories package packages module modules
  credentials daemon interpreter runtime wrapper mirror project workspace connection session shell script scripts
  toolchain compiler environment syntax reference exit key keys agent host library libraries dependency dependencies
  user users account api cli installation support socket itself job step stage phase goal target lockfile charts
  chart release releases`);
/** After a subcommand these name a part of the build. */
const PARTS =
  words(`run runs task tasks build builds test tests lint typecheck install code layer layers context image
  version versions config hook operation invocation call request stage cache phase suite`);

const PASSING = new Set([...OUTCOMES, ...JOINTS, ...THINGS]);
const OUTCOME = new Set(OUTCOMES);
const AFTER_SUBCOMMAND = new Set([...PASSING, ...PARTS]);
/** Of these a number that follows is the version. */
const VERSIONED = new Set(words(`bash openssl perl php powershell python python2 python3 ruby sh zsh mysql`));
/** What these do, they do without a further argument. */
const HARMFUL = new Set(
  words(`destroy push publish unpublish prune reset uninstall delete purge drain rollback teardown poweroff reboot
    halt logout format wipe deploy`),
);

/** Names that are words of their own: a flag or a telling argument has to follow. */
const BY_ARGUMENT: readonly RegExp[] = [
  /(?<![\w.@-])(?:find|cat|tar|grep|head|tail|kill|source|mount|touch|sh|node|deno|java|make|go|export|echo|del|format|start|reg|net|sc|env|exec|set|install|timeout|watch|top|ps|lsof|dig|host|ping|service|crontab|zip|unzip|bundle|rake|just|task|ant|lua|r|su|rm|nc|oc|az)\s+-{1,2}[a-z]/,
  /(?<![\w.@-])(?:find|cat|tar|grep|head|tail|less|more|vi|vim|nano|source|mount|touch|sh|echo|ls|cd|zip|unzip|exec)\s+(?:\/(?:etc|bin|sbin|tmp|var|dev|root|home|usr|proc|sys|opt|run|mnt)(?![\w-])|~\/|\$|\.\/|\/\s|\*)/,
  new RegExp(
    `(?<![\\w.@-])make\\s+(?:install|uninstall|clean|distclean|deploy|publish|push)(?![\\w-])(?!\\s+(?:${OUTCOMES.join('|')}|step|target)(?!\\w))`,
  ),
  /(?<![\w.@-])go\s+(?:run|install|get|generate)\s+[\w.-]*[/.@]/,
  /(?<![\w.@-])(?:node|deno|java|ruby)\s+(?:run\s+)?[\w./-]+\.(?:[cm]?[jt]s|jar|rb)(?=\s*$|\s+[-\w./]+\s*$)/,
  /(?<![\w.@-])kill\s+(?:-\w+|%?\d+|\$)/,
  /(?<![\w.@-])(?:export|set|setx|declare)\s+\$?\w+\s?=\s?\S/,
  /(?<![\w.@-])echo\s.{1,300}[>|]/,
  /(?<![\w.@-])service\s+[\w-]+\s+(?:stop|start|restart|reload)(?![\w-])/,
  /(?<![\w.@-])bundle\s+(?:exec|install|update|add)\s+(?!(?:failed|could|did|was|exited|returned|step)(?!\w))\w/,
  /(?<![\w.@-])(?:del|rd|erase|takeown|icacls|attrib)\s+(?:\/[a-z](?!\w)|\*|[a-z]:\/)/,
  /(?<![\w.@-])(?:shutdown|reboot|poweroff|halt|init)\s+(?:-[a-z]|now|\/[a-z]|[06](?!\d))/,
  /(?:^|(?:run|execute|type|enter|issue|please)\s)(?:shutdown|reboot|poweroff|halt)(?:\s*[.!;]|$)/,
];

const SHELL: readonly RegExp[] = [
  /```|~~~/,
  /\|\s?&?\s?(?:sudo\s|\/?(?:usr\/)?(?:bin\/)?(?:env\s)?)?(?:ba|z|k|da|a|c|fi)?sh(?![\w.-])/,
  /\|\s?(?:sudo|tee|xargs|base64|python\d?|perl|ruby|node|php|iex|powershell|pwsh|openssl|nc|curl|wget|grep|awk|sed|jq|kubectl|docker)(?![\w.])/,
  /\$\(\s?[a-z./]/,
  /`\s?(?:\$|\.\/|\/(?:bin|usr|tmp|etc)\/)/,
  /(?:^|[\s:("'])[$%]\s+[a-z./~][\w./~-]*(?:\s|$)/,
  /(?:^|[\s:])(?:[\w-]+@[\w-]+[:~\s][^\s]{0,40})[$#]\s+\w/,
  /\d?>&\d|\d?>{1,2}\s?\/(?:dev|etc|tmp|var|home|root)\//,
  /\/dev\/(?:tcp|udp)\//,
  /:\s?\(\s?\)\s?\{/,
  /\$\{?ifs(?!\w)/,
  /\$\{(?:jndi|env|sys|java|lower|upper|::|ctx|script|url|dns)[:$]/,
  /(?<![\w-])(?:invoke-(?:expression|webrequest|restmethod|command|item)|remove-item|start-process|stop-process|stop-service|set-executionpolicy|new-object|set-item|copy-item|move-item|get-content|out-file|downloadstring|downloadfile|set-mppreference|import-module|add-type)(?![\w-])/,
  /(?<![\w.])(?:os\.system|os\.popen|subprocess\.\w+|child_process\.\w+|exec(?:sync|file|filesync)?|spawn(?:sync)?|eval|shell_exec|passthru|proc_open|popen|system|__import__|getruntime\(\)\.exec)\s?\(/,
  /(?:;|&&|\|\|)\s?(?:sudo|rm|curl|wget|bash|sh|chmod|cd|cat|echo|nc|python\d?|perl|kill|export|kubectl|oc|docker|git|npm|pip|exit|id|whoami)(?=\s|$)/,
  /(?<!\w)(?:drop|truncate|alter)\s+(?:table|database|schema|view|role|user|index|column)\s+(?:if exists\s+)?\S/,
  /(?<!\w)delete\s+from\s+[\w."[\]]+\s*(?:where|;|$)/,
  /(?<!\w)insert\s+into\s+[\w."[\]]+\s*(?:\(|values|select)/,
  /(?<!\w)update\s+[\w."[\]]+\s+set\s+[\w."[\]]+\s?=/,
  /(?<!\w)select\s+(?:\*|[\w.]+(?:\s?,\s?[\w.]+)*)\s+from\s+[\w.]+\s*(?:where|limit|order|;|$)/,
  /(?<!\w)(?:grant|revoke)\s+(?:all|select|insert|update|delete|usage)[\s,].{0,80}\s(?:to|from)\s/,
  /(?<!\w)union\s+(?:all\s+)?select(?!\w)/,
  // A known "fix" is to run somebody else's image.
  /(?<!\w)(?:pin|use|set|switch|change|update|upgrade|downgrade|pull|deploy|replace|run)\b[^.]{0,60}\bimage\b[^.]{0,30}?\s[\w-]+(?:[./][\w.-]+)*\/[\w.-]+(?:[:@][\w.-]+)?/,
  /(?<!\w)(?:pin|set|switch|change|replace|pull|run)\b[^.]{0,40}\bimage\b[^.]{0,20}?\s(?:to\s)?[\w.-]+[:@](?:latest|v?\d)/,
];

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const names = (list: readonly string[]) =>
  [...list]
    .sort((a, b) => b.length - a.length)
    .map(literally)
    .join('|');
const PROGRAM = new RegExp(
  `(?<![\\w.@-])(?:(${names(DIRECT)})|(${names(WITH_SUBCOMMAND)}))(?:\\.exe|\\.cmd)?(?=\\s+(\\S+)(?:\\s+(\\S+))?)`,
  'g',
);

const ORDER =
  /(?:^|[^a-z-])(?:run|rerun|re-run|execute|try|use|type|enter|issue|invoke|launch|paste|perform|call)\s+(?:(?:the|this|a|following|command|just|simply|again|first|then)\s+){0,4}:?\s*$/;
const NO_ORDER =
  /(?:failed|fails|failing|failure|unable|tried|tries|trying|attempt\w*|could not|cannot|can't|couldn't|did not|didn't|does not|doesn't|not able|was to|were to|wants|needs|while|allowed|supposed)(?:\s+to)?\s+\w[\w-]*\s+(?:\w+\s+){0,4}:?\s*$/;

/** Why the text is not shown for a command in it; it is one of the forms of a text, in lower case. */
export function commandProblem(form: string): string | undefined {
  const isCommand =
    SHELL.some((shell) => shell.test(form)) ||
    BY_ARGUMENT.some((named) => named.test(form)) ||
    [...form.matchAll(PROGRAM)].some((match) => runs(form, match));
  return isCommand ? 'it holds a command' : undefined;
}

function runs(form: string, match: RegExpExecArray): boolean {
  const [, direct, , first = '', second = ''] = match;
  const argument = first.replace(/[,.;:!?)\]]+$/, '');
  if (/^(?:-{1,2}[a-z]|[|&<>]|\$)/.test(first)) return true;
  // A dash between words, or a version as in "python 3.12".
  if (argument === '' || /^[-=(→]/.test(argument)) return false;
  if (/^v?\d+(?:\.\d+){0,2}$/.test(argument) && (direct === undefined || VERSIONED.has(direct))) return false;
  if (PASSING.has(argument)) return false;
  if (direct !== undefined) return true;
  const next = second.replace(/[,.;:!?)\]]+$/, '');
  if (/^(?:-{1,2}[a-z]|[|&<>]|\$)/.test(second)) return true;
  const isEnd = argument !== first || next === '';
  const before = form.slice(Math.max(0, match.index - 80), match.index);
  if (ORDER.test(before) && !NO_ORDER.test(before))
    return !['step', 'job', 'stage', 'task'].includes(next) || isEnd;
  if (HARMFUL.has(argument)) return isEnd || !OUTCOME.has(next);
  return !isEnd && !AFTER_SUBCOMMAND.has(next);
}
