/**
 * Words by which tools of every kind announce a failure. It is a net for what to keep of a log that is too large, not a
 * judgement: it takes too much rather than too little. Alternations without a quantifier, so it is linear in the text;
 * without classes and signs among the words, since either makes V8 search half as fast.
 */
const FAILURE =
  /error|fail|fatal|exception|panic|traceback|cannot|can't|could not|couldn't|unable to|undefined|unresolved|not found|no such|missing|denied|forbidden|unauthori|refused|timed out|timeout|killed|oom|out of memory|no space left|segmentation|core dumped|abort|assert|expected|conflict|incompatible|violat|invalid|exited with|exit code|exit status|returned non-zero|not ok|npm err/i;

const SIGNS = /[×●✕✖✗✘❌]/u;

/** Whether a line has a word or a sign that failures are announced with. */
export function looksLikeFailure(text: string): boolean {
  return FAILURE.test(text) || SIGNS.test(text);
}
