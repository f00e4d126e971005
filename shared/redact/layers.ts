import type { Span } from './spans.ts';

/** A text made from another by taking a layer off it, and the way back from its positions. */
export interface Layer {
  readonly text: string;
  /** The stretches of the outer text that `span` of this text was made from, in order. */
  readonly outer: (span: Span) => Span[];
}

/** A layer in the making. `keepSeams`: what lies between two pieces of the outer text belongs to no secret that spans them. */
export interface LayerParts {
  readonly keepSeams: boolean;
  readonly parts: string[];
  /** Where each part begins in the layer and in the outer text, and how long it is there. */
  readonly inner: number[];
  readonly outer: number[];
  readonly outerLength: number[];
  length: number;
}

export function startLayer(keepSeams: boolean): LayerParts {
  return { keepSeams, parts: [], inner: [], outer: [], outerLength: [], length: 0 };
}

/** Adds `part`, which stands for `outerLength` characters at `outer`; where both are equally long it is a copy. */
export function addPart(layer: LayerParts, part: string, outer: number, outerLength: number): void {
  if (part !== '') {
    layer.parts.push(part);
    layer.inner.push(layer.length);
    layer.outer.push(outer);
    layer.outerLength.push(outerLength);
    layer.length += part.length;
  }
}

/** Ends a stretch: what follows does not follow it in the outer text. */
export function addBreak(layer: LayerParts, outer: number): void {
  addPart(layer, '\n;\n', outer, 0);
}

export function finishLayer(layer: LayerParts): Layer {
  return { text: layer.parts.join(''), outer: (span) => outerSpans(layer, span) };
}

function outerSpans(layer: LayerParts, { start, end, kind }: Span): Span[] {
  const spans: Span[] = [];
  for (let index = partAt(layer, start); index < layer.inner.length; index++) {
    const inner = layer.inner[index] ?? 0;
    if (inner >= end) {
      break;
    }
    const outer = layer.outer[index] ?? 0;
    const length = layer.parts[index]?.length ?? 0;
    const outerLength = layer.outerLength[index] ?? 0;
    const copied = length === outerLength;
    const from = copied ? outer + Math.max(0, start - inner) : outer;
    const to = copied ? outer + Math.min(length, end - inner) : outer + outerLength;
    const last = spans.at(-1);
    if (last !== undefined && (!layer.keepSeams || last.end === from)) {
      spans[spans.length - 1] = { start: last.start, end: to, kind };
    } else {
      spans.push({ start: from, end: to, kind });
    }
  }
  return spans;
}

function partAt({ inner }: LayerParts, position: number): number {
  let low = 0;
  let high = inner.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((inner[middle] ?? 0) <= position) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
