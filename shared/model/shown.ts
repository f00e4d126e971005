import { citationOf } from '../model.ts';
import { redact } from '../redact/redact.ts';
import { cutMiddle, oneLine, plainText } from '../rendering/text.ts';
import type { Evidence } from '../report.ts';

/** Evidence as a model sees it: clean, without secrets, each line behind its citation, within a budget. */
export interface Shown {
  /** Whole lines; none can begin with anything but what we put before it. */
  readonly lines: readonly string[];
  /** Something was left out. */
  readonly cut: boolean;
}

/** Bytes of UTF-8 a token has at least, as far as we trust it: hashes and paths take more tokens than prose does. */
const BYTES_PER_TOKEN = 2.5;
/** A piece of evidence with less than that says nothing any more. */
const LEAST_BYTES = 240;
const WIDEST_LINE = 2_000;

/** How many tokens a text has at most, estimated without any model's own tokenizer. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/**
 * Evidence within about `tokens` tokens. Pieces share fairly: small ones stay whole, large ones lose their middle, and
 * where there are too many the last ones, which are the weakest, are left out.
 */
export function shownOf(evidence: readonly Evidence[], tokens: number): Shown {
  const bytes = tokens * BYTES_PER_TOKEN;
  const most = Math.max(1, Math.floor(bytes / LEAST_BYTES));
  const pieces = evidence.slice(0, most).map(pieceOf);
  const shares = sharesOf(
    pieces.map((piece) => sizeOf([piece.head, ...piece.lines])),
    bytes,
  );
  let cut = pieces.length < evidence.length;
  const lines = pieces.flatMap((piece, index) => {
    const fitting = bothEnds(piece, (shares[index] ?? 0) - sizeOf([piece.head]));
    cut ||= fitting.cut;
    return [piece.head, ...fitting.lines];
  });
  if (pieces.length < evidence.length) lines.push(`… ${evidence.length - pieces.length} more left out …`);
  return { lines, cut };
}

interface Piece {
  readonly head: string;
  /** Before each line: `e1:412 | `. */
  readonly lines: readonly string[];
}

function pieceOf(seen: Evidence): Piece {
  const source = cutMiddle(oneLine(redact(plainText(seen.source))), 160);
  // As a whole, since a private key goes over many lines; cleaned first, since invisible characters hide a secret.
  const texts = redact(plainText(seen.text)).split('\n');
  const where = seen.kind === 'log' ? `log, lines ${seen.line} to ${seen.lineEnd}` : 'object';
  return {
    head: `[${seen.id}] ${where}: ${source}`,
    lines: texts.map((text, index) => {
      const cite = seen.kind === 'log' ? citationOf(seen, seen.line + index) : citationOf(seen);
      return `${cite} | ${cutMiddle(text, WIDEST_LINE)}`;
    }),
  };
}

/** What each may have: an equal share, and what smaller ones leave over. */
function sharesOf(sizes: readonly number[], bytes: number): readonly number[] {
  const shares = sizes.map(() => 0);
  const bySize = sizes.map((size, index) => ({ size, index })).sort((a, b) => a.size - b.size);
  let left = bytes;
  bySize.forEach(({ size, index }, position) => {
    const share = Math.min(size, Math.floor(left / (bySize.length - position)));
    shares[index] = share;
    left -= share;
  });
  return shares;
}

function bothEnds({ lines }: Piece, bytes: number): { lines: readonly string[]; cut: boolean } {
  if (sizeOf(lines) <= bytes) return { lines, cut: false };
  const gapBytes = 40;
  const narrow = lines.map((line) => cutMiddle(line, Math.max(80, Math.floor(bytes / 6))));
  let left = bytes - gapBytes;
  let first = 0;
  let last = narrow.length;
  // From the start and the end by turns: a log tells at its start what was tried, at its end what came of it.
  for (let fromStart = true; first < last; fromStart = !fromStart) {
    const line = (fromStart ? narrow[first] : narrow[last - 1]) ?? '';
    left -= sizeOf([line]);
    if (left < 0) break;
    if (fromStart) first += 1;
    else last -= 1;
  }
  const gap = first < last ? [`… ${last - first} lines left out …`] : [];
  return { lines: [...narrow.slice(0, first), ...gap, ...narrow.slice(last)], cut: true };
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
