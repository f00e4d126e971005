/**
 * Words by which tools of every kind announce a failure. It is a net for what to keep of a log that is too large, not a
 * judgement: it takes too much rather than too little. One alternation without a quantifier, so it is linear in the text.
 */
const FAILURE =
  /error|fail|fatal|exception|panic|traceback|cannot|can't|could not|couldn't|unable to|undefined|unresolved|not found|no such|missing|denied|forbidden|unauthori[sz]ed|refused|timed out|timeout|killed|oom|out of memory|no space left|segmentation|core dumped|abort|assert|expected|conflict|incompatible|violat|invalid|exited with|exit code|exit status|returned non-zero|not ok|npm err|✗|✘|✕|✖|×|❌|●/i;

/** Whether a line has a word that failures are announced with. */
export function looksLikeFailure(text: string): boolean {
  return FAILURE.test(text);
}
