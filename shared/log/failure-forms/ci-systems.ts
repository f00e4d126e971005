import { formsOf } from './failure-form.ts';

/** What CI systems and container platforms say themselves about a job that they ended. */
export const ciForms = formsOf([
  [
    'job timed out',
    1,
    'block',
    /No output has been received in the last|exceeded the maximum (?:time|log)|The job (?:running on .{1,100} )?(?:has )?exceeded|execution took longer than|build timed out|^Timeout: |Pod .{1,100} was active on the node longer/i,
  ],
  ['log limit', 0.9, 'line', /maximum log length|log length has exceeded/i],
  [
    'step gave up',
    0.85,
    'block',
    /^The command ".{1,300}" failed \d{1,2} times\.|failed and exited with \d{1,3} during/,
  ],
  [
    'pod failure',
    0.95,
    'block',
    /\b(?:OOMKilled|ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainerConfigError|CrashLoopBackOff|DeadlineExceeded|Evicted)\b|manifest unknown|manifest for .{1,200} not found|pull access denied/,
  ],
  [
    'runner lost',
    0.95,
    'block',
    /runner has received a shutdown signal|lost communication with the server|The operation was cancell?ed|The hosted runner (?:lost|encountered|did)|agent went offline|Slave went offline|No hosted parallelism/i,
  ],
  [
    'clone failed',
    0.95,
    'block',
    /^Failed to clone|Error cloning remote repo|^fatal: (?:unable|could not|reference|couldn't|remote|Remote|repository)/,
  ],
  [
    'workflow error',
    0.95,
    'block',
    /Unable to resolve action|Invalid workflow file|yaml: (?:line|unmarshal)|Job config is empty/i,
  ],
]);
