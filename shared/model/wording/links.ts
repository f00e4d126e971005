/** Endings of host names that are no usual endings of files; two letters may be any country. */
const TOP =
  '(?:com|org|net|edu|gov|mil|int|info|biz|name|io|dev|app|ai|xyz|site|online|cloud|tech|store|shop|club|top|live|link|click|page|pages|blog|wiki|zone|world|space|website|host|press|fun|icu|cyou|buzz|email|agency|digital|network|solutions|systems|services|software|studio|run|sh|so|gg|tk|ml|ga|cf|gq|example|test|invalid|localhost|local|internal|lan|corp|onion|zip|mov|(?!js|ts|go|kt|vb|hs|gz|xz|db|fs|rb|ps|jl|ex|hh|mm|qa|ui|id|ok|os|ci|cd|pr|vs|eg|ie|al)[a-z]{2})';
/** What may stand between a verb and a host. */
const THING = '\\s(?:the |this |site |page |website |link |:)*';
const HOST = `(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+${TOP}`;

/** API groups and labels look like a host with a path, and stand in ordinary sentences. */
const GROUP =
  /(?<![\w.@/-])(?:[a-z0-9-]+\.)*(?:k8s\.io|kubernetes\.io|openshift\.io|knative\.dev|tekton\.dev|shipwright\.io|argoproj\.io)\/[\w.-]+(?![\w/?#-])/g;

const LINKS: readonly RegExp[] = [
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{1,30}\s?:\s?\/\s?\//,
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{1,30}:\/{1,2}[a-z0-9-]+\.[a-z]/,
  /(?<![a-z])(?:javascript|vbscript|livescript|mhtml)\s*:/,
  /(?<![a-z])(?:mailto|sms|callto|skype|sip|slack|magnet|view-source|blob|steam|facetime):\S/,
  /(?<![a-z])tel:\s?\+?\d/,
  /(?<![a-z])data:(?:[\w.+-]+\/[\w.+-]+|;|,\S|base64)/,
  /(?<![a-z])file:\//,
  /(?:^|[\s("'[<=|])\/\/[\w-]+(?:\.[\w-]+)+/,
  /(?:^|[\s("'[<=|])\\\\[\w.-]+\\/,
  /(?<![\w.-])www\d?\.[a-z0-9-]/,
  new RegExp(`(?<![\\w./@-])${HOST}\\.?(?::\\d{1,5})?[/?#][^\\s)]`),
  new RegExp(
    `(?<![a-z])(?:visit|click|browse|navigate|go to|goto|surf|download(?: it| this)? from|fetch(?: it)? from|get(?: it| the fix| help)? (?:from|at)|hosted (?:at|on)|log ?in (?:at|to|on)|sign ?in (?:at|to|on)|upload(?: \\w+)* to|send(?: \\w+){0,6} to|post(?: \\w+){0,6} to|contact|report(?: \\w+){0,4} to)${THING}${HOST}(?![\\w-])`,
  ),
  // Files are looked at, too.
  new RegExp(
    `(?<![a-z])(?:see|open|check|check out|look at|read|refer to|available (?:at|on|from)|found at)${THING}(?!\\S*\\.(?:py|sh|rs|md|pl|so|cc|ml|mk|mm|st|tf|hs|as|pm|in|la|ac|am|mo|pp|sc|sv|tc|vi|app|zip|info|name|run|page|example|test|local)(?!\\.?[\\w-]))${HOST}(?![\\w-])`,
  ),
  /(?<![\w./-])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\/(?!\d{1,2}(?!\w))\S/,
  // E-mail addresses; a package with its version has digits behind the @.
  new RegExp(`[\\w.+-]@${HOST}(?![\\w-])`),
];

const MARKUP: readonly RegExp[] = [
  /\]\s?\(\s?[^\s)]/,
  /!\[/,
  /(?:^|\s)\[[^\]]{1,200}\]\[[^\]]{0,200}\](?!\[)/,
  /(?:^|\s)\[[^\]]{1,200}\]:\s*(?:<|\S+[./]\S)/,
  /\[[^\]|]{1,200}\|\s?(?:[a-z]+:|\/\/|#|\^|~|mailto|[\w-]+\.\w)/,
  /(?<![\w!])!\S{1,200}\.(?:png|gif|jpe?g|svg|webp|bmp|ico)(?:\|[^!]*)?!/,
  /\{(?:code|noformat|html|quote|panel|color|expand|info|include|anchor)(?:[:}]|$)/,
  /<\/?(?:script|img|iframe|svg|form|input|button|link|meta|embed|object|style|base|video|audio|body|html|div|span|marquee|details|table|template|a)(?=[\s/>])[^>]{0,500}(?:=|\/>|<\/|href|src)/,
  /<(?:script|iframe|img|svg)[\s>/]/,
  /(?<!\w)on(?:error|load|click|mouseover|focus)\s*=\s*\S/,
  /<[^<>|\s]{1,200}\|[^<>]{1,200}>/,
];

const MENTIONS: readonly RegExp[] = [
  /<\s?[!@#]\s?[a-z0-9]/,
  /(?:^|[^\w./])@\s?(?:here|channel|everyone|all|group|team|oncall|on-call)(?![\w/-])/,
  /\[~/,
  /<!date|<!subteam/,
  /(?:^|[^\w./])@u0[a-z0-9]{5,}/,
  /(?:ask|ping|notify|contact|cc|tell|message|dm|page|assign|inform|call|email|mention|alert)(?:\s\w+)?:?\s@[a-z]/,
];

/** Names with an @ that are no people: annotations and decorators begin with a capital, scopes have a slash. */
const PERSON =
  /(?:^|[^\w./@])@(?!(?:ts|param|type|types|return|returns|deprecated|override|throws|see|author|since|version|latest|next|media|import|property|supports|keyframes|font-face|layer|apply|tailwind|babel|angular|nestjs|vue|react|storybook|testing-library|typescript-eslint|aws-sdk|octokit|mui|emotion|reduxjs|tanstack|eslint|jest|swc|rollup|vitejs|prisma|apollo|sentry|google-cloud|azure|grpc|opentelemetry|kubernetes|slack|anthropic-ai|modelcontextprotocol)(?![a-z0-9_]))[a-z][\w.-]*(?![\w/.-])/;

/** Why the text is not shown for a link, markup or a mention in it; it is one of the forms of a text. */
export function linkProblem(form: string): string | undefined {
  const plain = form.replace(GROUP, 'group');
  if (LINKS.some((link) => link.test(plain))) return 'it holds a link or an address';
  if (MARKUP.some((markup) => markup.test(form))) return 'it holds markup';
  return MENTIONS.some((mention) => mention.test(form)) ? 'it holds a mention' : undefined;
}

/** The same for what the case of letters decides; takes the text as it is. */
export function mentionProblem(text: string): string | undefined {
  return PERSON.test(text) ? 'it holds a mention' : undefined;
}
