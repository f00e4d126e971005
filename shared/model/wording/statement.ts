const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const anyOf = (list: readonly string[]) => list.join('|');

/** What somebody is told to do; a sentence that opens with one of them is an order. */
const ORDERS =
  words(`run rerun re-run type use execute install uninstall reinstall open visit go goto disable enable approve
  post paste set unset give grant revoke base delete remove drop purge wipe erase stop start call click download upload
  sign log login renew contact ask pin unpin switch change replace add apply restart reboot scale drain cordon roll
  rollback revert undo redo retry restore recreate create write edit modify update upgrade downgrade bump patch fix mend
  repair solve clear clean flush reset force kill terminate cancel abort skip ignore bypass turn allow permit deny trust
  accept confirm verify check ensure make move rename copy put place push pull merge commit rebase checkout clone fetch
  get send email mail message tell notify inform ping alert page assign escalate share publish release deploy launch
  invoke trigger submit enter insert follow see read look find navigate browse search try consider configure reconfigure
  define declare specify provide supply pass include exclude export import source mount unmount attach detach connect
  disconnect bind expose forward redirect point rotate revoke regenerate generate sign encrypt decrypt decode encode
  increase decrease raise lower reduce extend expand shrink limit unlock lock free dump transfer pay buy order
  subscribe join leave reply respond forget destroy prune truncate format reinstall rebuild redeploy resubmit print
  show reveal disclose repeat output report say raise bring keep let avoid prevent wait rerun tag label annotate
  taint untaint evict suspend resume pause unpause register unregister authorize authorise elevate impersonate become
  act pretend shut power take hand work switch migrate convert treat hit press select choose pick scan dial wire
  help cite quote remember mention describe explain analyze analyse translate rearrange combine embed incorporate integrate
  determine summarize summarise answer prepend append assume imagine assess evaluate compare discuss outline calculate
  compose draft invert rewrite rephrase convert absorb assimilate harmonize blend weave`);

/** Of these a noun is more usual in what is said of builds: "Type mismatch", "Call to undefined method". */
const AFTER_NOUN =
  words(`is was are were has had isn't wasn't failed fails failing could cannot can did does will would
  not of timed took exited ended error errors failure failures mismatch
  refused denied exceeded expired interrupted aborted cancelled canceled stopped lost missing required rejected
  returned threw raised broke hung conflict conflicts cycle cycles statement statements constraint limit limits phase
  step steps stage stages task tasks job jobs goal target targets script scripts hook hooks command commands code
  version versions file files argument arguments parameter parameters parameter inference checker checking checks
  definition definitions reference references result results request requests process processes went came only
  resolution detection graph path tests test suite image images manifest lockfile dependency dependencies timeout module
  modules compiler`);
const NOUNS = words(`run type use set call change start stop update upgrade patch fix release base source
  post page push pull merge commit checkout clone fetch import export format check report label tag search read print
  limit lock dump message mail order place mount bind pass output force reset retry build make copy create install
  open download upload deploy publish find clean write restore verify include decode
  encode declare generate transfer work help page alert exclude input go`);

const ORDER = new Set(ORDERS);
const NOUN = new Set(NOUNS);
const FOLLOWS_NOUN = new Set(AFTER_NOUN);

const ADVERB =
  /^(?:please|kindly|just|simply|first|then|now|next|finally|always|never|also|again|afterwards|instead|otherwise|so|and|or|but|do not|don't|do|let's|quickly|immediately|manually|safely|temporarily|to fix (?:it|this|that),?|once done,?)\s+/;

/** The base forms and participles of what remedies do. */
const REMEDIAL = `(?:be |get )?(?:\\w+ly )?(?:${anyOf(ORDERS)}|become|set|put|cut|shut|reset|given|taken|brought|written|rewritten|made|\\w+ed|sent|held|left|told|run|rerun|kept)`;
const REMEDIES: readonly RegExp[] = [
  new RegExp(
    `(?<![\\w-])(?:should|must|has to|have to|needs? to|ought to|had better|is to|are to)\\s+(?!have )${REMEDIAL}(?![\\w-])`,
  ),
  /(?<!\w)(?:please|kindly)(?!\w)/,
  /(?<!\w)(?:you|your|yours|yourself)(?!\w)/,
  /(?<!\w)to (?:fix|mend|clear|repair|solve|unblock|remedy|work around|get around|make (?:it|this) (?:work|pass)|resolve (?:it|this|that|the (?:issue|problem|failure)))(?!\w)/,
  /(?<!\w)(?:the|a|this|one|known|only|quick|official|recommended|proper|right|correct)\s+(?:fix|solution|remedy|cure|workaround|work-around|mitigation)(?!\w)/,
  /(?<!\w)(?:fixes|mends?|mended|solves?|solved|remedies|cures|unblocks|remediates?)(?!\w)/,
  /(?<!\w)(?:fixed|repaired|resolved|cured|unblocked) (?:by|with|through|via|when|if|once|after)(?!\w)/,
  /(?<!\w)(?:recommend(?:s|ed|ation)?|advis(?:e|es|ed|able)|suggest(?:s|ed|ion)?|advice|instruct(?:s|ed|ions?)?|it is (?:best|safe)|safe to|feel free|make sure|be sure|in order to|why not|how about|let us|let's)(?!\w)/,
  /(?<!\w)(?:the )?patched (?:one|version|copy|build|release)(?!\w)/,
];

/** What is asked about is a build that failed: who says otherwise was talked into it. */
const DENIALS =
  /(?<!\w)(?:nothing (?:has |had )?(?:failed|fails|is wrong|went wrong|broke|happened)|false (?:alarm|positive)|no (?:further )?action|no (?:real )?(?:problem|failure|issue)s?(?: (?:here|at all|was found|were found|exists?))?(?=\s*[.,;:!]|$)|all (?:is |was )?(?:good|fine|ok|okay|well|green)|everything (?:is |was |works|passed|went)|passed success\w*|(?:build|pipeline|run|job) (?:has |have )?(?:passed|succeeded|is (?:green|fine|ok|healthy))|completed successfully|(?:can|may|could|should) (?:be )?(?:safely )?(?:ignored?|disregarded|skipped)|(?:did|does|has) not (?:really |actually )?fail(?:ed)?(?!\w)|works as (?:intended|expected|designed)|never failed|not a (?:real |true )?(?:failure|problem|error))/;

/** Each sentence has one of these: it says what is, what was, or what is missing. */
const STATES =
  /(?<![\w-])(?:is|isn't|are|aren't|was|wasn't|were|weren't|has|hasn't|have|haven't|had|hadn't|does|doesn't|did|didn't|do not|cannot|can|can't|could|couldn't|will|won't|would|wouldn't|may|might|must|should|needs?|fails?|lacks?|wants?|says?|said|means?|gives?|gave|finds?|found|gets?|got|came|comes|went|goes|broke|threw|throws|left|ran|runs out|exits?|ends?|returns?|expects?|requires?|refuses?|rejects?|conflicts?|contains?|holds?|exceeds?|reports?|knows?|shows?|points?|uses?|calls?|exists?|depends?|took|takes|hung|held|sent|wrote|kept|turns?|began|stood|stands?|became|becomes|caused?|causes|occurs|happens|produces?|prints?|ends|hits?|leads?|follows?|differs?|matches|leaks?|stops|times out|asks|names|declares|defines|imports|resolves|loads|tries|starts|opens|reads|writes|sets|pins|pulls|fetches|downloads|compiles|links|checks|adds|removes|wins|belongs|refers|no|not|none|nobody|nothing|never|missing|unknown|invalid|unresolved|undefined|undeclared|unsupported|unexpected|unavailable|unreachable|incompatible|mismatch|errors?|failures?|failing|failed|exception|timeout|violations?|faults?|out of|without|too \w+|\w{2,}ed)(?![\w-])/;

const FUNCTION_WORD =
  /(?<![\w-])(?:the|a|an|of|in|on|at|to|for|from|with|by|and|or|but|is|are|was|were|has|had|have|does|did|not|no|cannot|could|that|which|as|it|its|because|since|when|while|after|before|than|this|there|be|been|can|if|line|failed|fails|error|missing|without)(?![\w-])/;

const ORDERED = 'it tells what to do, as only the catalogue of steps does';

/** Why the text is not shown for what it asks for or denies; it is one of the forms of a text, in lower case. */
export function statementProblem(form: string): string | undefined {
  if (REMEDIES.some((remedy) => remedy.test(form))) return ORDERED;
  if (DENIALS.test(form)) return 'it denies the failure';
  // A question mark inside of a name, such as an optional property, is followed by no space.
  if (/\?(?:\s|["'”’»)]|$)/.test(form)) return 'it asks, and does not say';
  return sentencesOf(form).some(isOrder) ? ORDERED : undefined;
}

/** Why the text, in lower case, is not shown for what it is not: a statement in English. */
export function shapeProblem(text: string): string | undefined {
  // "go test ./..." ends no sentence.
  const sentences = text.split(/(?<![./])[.!?;]+(?:\s+|$)|[\n•]+/).filter((part) => part.trim() !== '');
  return sentences.every(isSaid) ? languageProblem(text) : 'it is a command or no statement';
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/[.!?;]+(?:\s+|$)|[\n•]+/).filter((part) => part.trim() !== '');
}

/** After these in the same clause a bare verb is no order: "could not open, read or delete the file". */
const GOVERNS =
  /(?<![\w-])(?:to|could|couldn't|cannot|can|can't|not|did|didn't|does|doesn't|will|would|must|should|may|might|or|lint|failed)(?![\w-])[^,:;]*$/;

function isOrder(sentence: string): boolean {
  const joints = /(?:,|:|;|\s[-–—>→]+|\(|["'“”‘’«»`])\s*|(?<!\w)(?:then|so)\s+/g;
  if (opensWithOrder(sentence)) return true;
  for (const joint of sentence.matchAll(joints)) {
    const end = joint.index + joint[0].length;
    const isQuote = /["'“”‘’«»`]/.test(joint[0]);
    // A quote names a thing more often than it orders one.
    if (isQuote || !opensWithOrder(sentence.slice(end))) continue;
    const before = sentence.slice(0, joint.index);
    if (joint[0].trim() === ',' && GOVERNS.test(before)) continue;
    return true;
  }
  return false;
}

function opensWithOrder(clause: string): boolean {
  let rest = clause.trimStart().replace(/^(?:["'“”‘’«»`*(_>-]|\d+[.)]\s)+\s*/, '');
  let isUrged = false;
  for (let round = 0; round < 4; round += 1) {
    const bare = rest.replace(ADVERB, '');
    isUrged ||= /^(?:please|kindly|do not|don't|let's)/.test(rest) && bare !== rest;
    if (bare === rest) break;
    rest = bare;
  }
  const [, verb = '', sign = '', next = ''] =
    /^([a-z]+(?:-[a-z]+)?)(?![\w./@:(=\\-])(\s*["'“‘`]?)([\w'-]*)/.exec(rest) ?? [];
  if (!ORDER.has(verb)) return false;
  if (isUrged || !NOUN.has(verb)) return true;
  if (next === '') return sign.trim() === '' && !/^\S+\s*$/.test(rest);
  if (FOLLOWS_NOUN.has(next)) return false;
  // "Call to undefined method", "Type 'A' is not assignable".
  return !(
    /^call to (?:an? )?(?:undefined|unknown|missing|deprecated|unresolved|member|private|protected)(?!\w)/.test(
      rest,
    ) ||
    /^type\s+(?!(?:the|a|an|your|this|that|it|in|into)\s)[^,;:]{1,160}?\s(?:is|was|does|could|can)(?:\s?not|n't)(?!\w)/.test(
      rest,
    )
  );
}

function isSaid(sentence: string): boolean {
  const all = sentence.trim().split(/\s+/);
  if (all.length >= 2 && !STATES.test(sentence)) return false;
  // What follows a colon may be a name, but no line that only a shell understands.
  return sentence
    .split(/:\s+/)
    .slice(1)
    .every(
      (part) =>
        !/^[a-z][a-z-]*(?:\s+[a-z][a-z-]*)+\s*$/.test(part) || STATES.test(part) || FUNCTION_WORD.test(part),
    );
}

function languageProblem(text: string): string | undefined {
  const letters = text.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => letter > '\u007f').length;
  if (foreign * 4 > letters.length) return 'it is not English';
  const spoken = text.match(/(?<![\p{L}\p{N}])\p{L}{2,}(?![\p{L}\p{N}])/gu) ?? [];
  return spoken.length >= 4 && !FUNCTION_WORD.test(text) && !STATES.test(text)
    ? 'it is not English'
    : undefined;
}
