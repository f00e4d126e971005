/** A fenced block of a page: what stands behind its fence, and its lines. */
export interface Block {
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page in their order; a block may hold others behind shorter fences. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^(`{3,})([^`\n]*)\n([\s\S]*?)^\1$/gm)].map(([, , info = '', text = '']) => ({
    info: info.trim(),
    text,
  }));
}

/** A command of a transcript with what it prints; '…' among the lines stands for any lines. */
export interface Command {
  readonly command: string;
  readonly prints: readonly string[];
}

/** The commands of a transcript: each behind '$ ', what it prints below it. */
export function commandsOf(transcript: string): Command[] {
  return transcript
    .replace(/\n$/, '')
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...prints] = part.replace(/\n$/, '').split('\n');
      return { command, prints };
    });
}

/** The lines with what differs from run to run made the same: times, milliseconds, ports. */
export function steady(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/"time":"[^"]{20,30}"/, '"time":"2026-03-02T12:00:01.000Z"')
      .replace(/(?<=: \d{3} in )\d+(?= ms$)/, '12')
      .replace(/(?<=http:\/\/127\.0\.0\.1:)\d+/, '8080'),
  );
}

/** Whether the lines are those that are wanted, where '…' stands for any number of lines. */
export function fits(wanted: readonly string[], lines: readonly string[]): boolean {
  const [first, ...rest] = wanted;
  if (first === undefined) return lines.length === 0;
  if (first !== '…') return lines[0] === first && fits(rest, lines.slice(1));
  return Array.from({ length: lines.length + 1 }, (_, skipped) => skipped).some((skipped) =>
    fits(rest, lines.slice(skipped)),
  );
}
