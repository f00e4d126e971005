/** Tells of a name whether the evidence holds it. */
export type Allowed = (name: string) => boolean;

const LINK = 'it holds a link or an address';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Endings of source, configuration and log files that are no top-level domain. */
const FILES =
  words(`java kt kts groovy gradle scala js cjs mjs jsx ts cts mts tsx vue svelte json json5 jsonc yaml
  yml toml xml html css scss sass less lock log txt ini cfg conf properties env c h cpp cxx hpp hxx hs cs csproj sln fs
  fsproj vb go mod sum rb gemspec erb php phpt lua ex exs erl clj cljs swift dart r jl sql proto graphql tfvars hcl j2
  tpl tmpl snap spec test bat cmd ps1 dockerfile makefile cmake am jar war ear aar whl egg tgz gz bz2 xz tar deb rpm exe
  dll dylib o a lib class pyc pyx ipynb csv tsv svg png gif jpg pdf pem crt key bin out db sqlite xcodeproj plist csproj
  feature adoc rst tex`);

/** Endings of files that are top-level domains as well: of these only a path, or a name that nobody reads as a host. */
const ALSO_DOMAINS = words('py sh rs md pl pm so cc mk ml mm zip st tf in la sc ps');
const KNOWN_FILES =
  words(`readme.md changelog.md contributing.md main.rs lib.rs mod.rs build.rs main.py setup.py
  conftest.py __init__.py __main__.py manage.py build.sh run.sh test.sh entrypoint.sh`);

/** A version such as 3.11.0, v2.0.0-rc.1 or 5.3.1.final. */
const VERSION =
  /^v?\d[\w]*(?:[.-]\d[\w]*)*(?:[.-](?:final|release|ga|snapshot|rc|alpha|beta|dev|pre|next|canary|jre|m)\d*(?:[.-]\d+)*)*$/;

/** API groups and labels look like a host with a path, and stand in ordinary sentences. */
const GROUP =
  /(?<![p{L}p{N}.@/-])(?:[a-z0-9-]+\.)*(?:k8s\.io|kubernetes\.io|openshift\.io|knative\.dev|tekton\.dev|shipwright\.io|argoproj\.io)\/[\w.-]+(?![\w/?#-])/g;

const DOTTED = /(?<![\p{L}\p{N}_.-])[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu;

/** Packages are named like hosts turned around. */
const TURNED_AROUND =
  /^(?:com|org|net|io|dev|edu|gov|jakarta|javax|java|kotlin|kotlinx|scala|android|androidx|de|fr|uk|us)\./;
const SAYS_IT_FAILED =
  /(?<!\w)(?:could not|cannot|can't|couldn't|did not|unable|fail(?:s|ed|ing|ure)|timed out|time-?out|refused|unreachable|unknown|not (?:be )?(?:found|resolved|reached|reachable)|answered|returned|rejected|denied|expired|certificate)(?!\w)/;

/** Why a form of the text is not shown for a host, an address or a number in it; `text` is the one it was made of. */
export function nameProblem(form: string, text: string, allowed: Allowed): string | undefined {
  const plain = form.replace(GROUP, 'group');
  const isHeld = heldIn(text, allowed);
  for (const { 0: name, index } of plain.matchAll(DOTTED)) {
    if (!isNoHost(name, plain[index - 1]) && !(isHeld(name) && mayStand(name, plain))) return LINK;
  }
  // Dots apart, or as a word.
  if (/[\p{L}\p{N}]\s\.\s?[\p{L}\p{N}]|[\p{L}\p{N}]\s?(?<!\w)dot\s+[a-z]{2,}(?!\w)/u.test(plain)) return LINK;
  for (const [pattern, problem] of HELD_ONLY) {
    for (const [name] of plain.matchAll(pattern)) if (!isHeld(name.trim())) return problem;
  }
  const codes = (plain.match(CODE_LIKE) ?? []).filter((name) => !isHeld(name));
  return codes.length >= 2 ? 'it holds a command' : undefined;
}

/** Asks for a name as the text itself writes it; what only a decoded form has is held by nothing. */
function heldIn(text: string, allowed: Allowed): Allowed {
  const lower = text.toLowerCase();
  return (name) => {
    const at = lower.indexOf(name);
    return at !== -1 && allowed(text.slice(at, at + name.length));
  };
}

function isNoHost(name: string, before: string | undefined): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (/^\d+(?:\.\d+){3}$/.test(name)) return false;
  if (VERSION.test(name) || !/^\p{L}[\p{L}\p{N}_-]+$/u.test(last)) return true;
  if (FILES.has(last)) return true;
  return ALSO_DOMAINS.has(last) && (before === '/' || KNOWN_FILES.has(name));
}

/** A host that the evidence holds may only be said to have failed: who writes a log could name any other one there. */
function mayStand(name: string, form: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (/^\d+$/.test(last)) return SAYS_IT_FAILED.test(form) || /(?<!\w)not(?!\w)/.test(form);
  return TURNED_AROUND.test(name) || ALSO_DOMAINS.has(last) || SAYS_IT_FAILED.test(form);
}

const CODE_LIKE = /(?<![\w./@-])[a-z]+(?:_[a-z0-9_]+|\d+[a-z][a-z0-9]*)(?![\w/-]|\.\w)/g;

/** What may stand in a text only as a name that the evidence holds. */
const HELD_ONLY: readonly (readonly [RegExp, string])[] = [
  // Options of a program.
  [/(?<![\p{L}\p{N}_/.()<>-])-{1,2}[a-z][\w-]*/gu, 'it holds a command'],
  [/(?<!\S)\/[a-z?]{1,2}(?=\s)/g, 'it holds a command'],
  // People, channels, and what else an @ makes of a name; a version has digits behind it.
  [/@[\p{L}_][\p{L}\p{N}_/.-]*(?<![.-])/gu, 'it holds a mention'],
  [/(?<![\w&])#[\p{L}_][\p{L}\p{N}_-]*/gu, 'it holds a mention'],
  // Anything that a browser could open.
  [/(?<![\p{L}\p{N}_.+:/@-])[a-z][a-z0-9+.-]{1,30}:(?=[^\s\d:"'`*)\]},;])[^\s"'`)\]},;]*/gu, LINK],
  [/(?<![\w:.])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})[0-9a-f:]*(?!\w)/g, LINK],
  [/(?<![\w:.])(?=[a-f:]*\d)[0-9a-f]{1,4}::[0-9a-f]{1,4}(?![\w:])/g, LINK],
  // Telephone numbers.
  [/\+\s?\d[\d\s().-]{5,}\d/g, 'it holds a telephone number'],
  [
    /(?<![\w.:/+-])(?!\d{4}-\d{2}-\d{2}(?!\d))\(?\d{2,4}\)?(?:[ -]{1,2}\d{2,5}){2,}(?![\w.])/g,
    'it holds a telephone number',
  ],
  [/(?<![\w.:/+-])\d{10,}(?![\w.])/g, 'it holds a telephone number'],
  // An image of a registry.
  [/(?<![\w./@-])[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)+:[a-z0-9][\w.-]*(?<!\.)/g, 'it holds an image'],
  // Markup of trackers and chats.
  [/\{[a-z][\w-]*(?::[^{}]*)?\}/g, 'it holds markup'],
  [/(?<![\w:]):[a-z][a-z0-9_+-]+:(?![\w:])/g, 'it holds markup'],
  // Nothing that is said has such words.
  [/[\p{L}\p{N}_]{61,}/gu, 'it holds something encoded'],
];

/** Protocols that start a program or show a place, whoever writes them. */
const SCHEMES =
  /(?<![\w:.-])(?:ms-[a-z-]+|geo|ipfs|ipns|ssh|git|svn|vscode|vscode-insiders|intent|market|itms(?:-\w+)?|zoommtg|msteams|tg|whatsapp|bitcoin|ethereum|gopher|dict|ldaps?|chrome|about|ws|wss|irc|xmpp|feed|search-ms|shell):(?!\s|$)/;

/** The same for what no evidence makes good. */
export function signProblem(form: string): string | undefined {
  if (SCHEMES.test(form)) return LINK;
  if (/\[\^|(?:^|\s)(?:h[1-6]|bq)\.(?=\s|$)/.test(form)) return 'it holds markup';
  return /[\u2500-\u259f\u2800-\u28ff\u{1fb00}-\u{1fbff}]|\p{Emoji_Presentation}/u.test(form)
    ? 'it holds a picture'
    : undefined;
}
