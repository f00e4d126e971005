const PATCH: readonly RegExp[] = [
  /@@\s?-\d+(?:,\d+)?\s\+\d+/,
  /diff --git/,
  /\*\*\* (?:begin|update|add|delete) (?:patch|file)/,
  /(?:^|\s)--- a\/\S+/,
  /(?:^|\s)\+\+\+ b\/\S+/,
];

const CONFIGURATION: readonly RegExp[] = [
  /\{\s*["'][\w$.-]+["']\s*:/,
  /\[\s*\{\s*["']/,
  /(?<!\w)apiversion\s*:\s*\S/,
  /(?<!\w)kind\s*:\s*(?:pod|deployment|job|cronjob|service|secret|configmap|role|rolebinding|clusterrole|clusterrolebinding|daemonset|statefulset|ingress|namespace|serviceaccount)(?!\w)/,
  /(?<!\w)(?:metadata|spec|containers|securitycontext|rolerules|subjects)\s*:\s*(?:[\w-]+\s*:|-\s|\{)/,
  /(?<!\w)image\s*:\s*[\w.-]+(?:\/[\w.-]+)*[:@][\w.-]+/,
  /(?<!\w)(?:privileged|hostnetwork|hostpid|runasuser|allowprivilegeescalation)\s*:\s*\S/,
  /(?:^|\s)(?:from|run|cmd|entrypoint|copy|add) (?:\[|--from)/,
  /<\?xml|<!doctype|<!\[cdata\[|<\?php/,
];

/** Why the text is not shown for a patch or a configuration in it; it is one of the forms of a text, in lower case. */
export function blobProblem(form: string): string | undefined {
  if (PATCH.some((patch) => patch.test(form))) return 'it holds a patch';
  return CONFIGURATION.some((each) => each.test(form)) ? 'it holds a configuration' : undefined;
}

/** The same for several lines, which only the text as it is still has. */
export function linesProblem(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const settings = lines.filter((line) => /^\s*(?:- )?[\w.-]+\s?[:=](?:\s|$)/.test(line)).length;
  if (settings >= 2) return 'it holds a configuration';
  return lines.filter((line) => /^[+-](?![+-])/.test(line)).length >= 2 ? 'it holds a patch' : undefined;
}

const LEAST_ENCODED = 16;

/** Why the text is not shown for something encoded in it, which nobody can read who looks at it. */
export function encodingProblem(text: string): string | undefined {
  const runs = text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? [];
  // A path is a run of base64 letters too: it is judged by its parts as well as whole.
  const parts = runs.flatMap((run) => [run, ...run.split('/')]).filter((run) => run.length >= LEAST_ENCODED);
  if (parts.some((run) => isReadable(Buffer.from(run, 'base64')) || isDense(run)))
    return 'it holds something encoded';
  const hex = (text.match(/(?:[0-9a-f]{2}[\s:,]?){10,}/gi) ?? []).map((run) =>
    run.replace(/[^0-9a-f]/gi, ''),
  );
  if (hex.some((run) => isReadable(Buffer.from(run, 'hex')))) return 'it holds something encoded';
  if (/(?:(?:\\x|%)[0-9a-f]{2}){4,}|(?:\\u[0-9a-f]{4}){3,}|(?:&#x?[0-9a-f]{2,6};?){3,}/i.test(text)) {
    return 'it holds something encoded';
  }
  if (/(?:[01]{8}[\s,]?){5,}/.test(text)) return 'it holds something encoded';
  return undefined;
}

/** Text that was encoded: random bytes, and names of classes, are almost never all printable. */
function isReadable(bytes: Buffer): boolean {
  if (bytes.length < LEAST_ENCODED / 2) return false;
  let printable = 0;
  for (const byte of bytes) if ((byte >= 0x20 && byte <= 0x7e) || byte === 0x0a) printable += 1;
  return printable / bytes.length > 0.95;
}

/** Compressed or encrypted: long, and changing between kinds of characters all the time, as no name does. */
function isDense(run: string): boolean {
  if (run.length < 40 || /^[0-9a-f-]+$/i.test(run)) return false;
  const kinds = Array.from(run, (one) =>
    /[a-z]/.test(one) ? 'a' : /[A-Z]/.test(one) ? 'A' : /[0-9]/.test(one) ? '0' : '+',
  );
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return changes / run.length > 0.45 && /\d/.test(run);
}
