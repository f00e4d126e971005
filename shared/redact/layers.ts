import type { Span } from './spans.ts';

/** A text made from another by taking a layer off it, and the way back from its positions. */
export interface Layer {
  readonly text: string;
  /** The code units of `text`. */
  readonly codes: Uint16Array;
  /** The stretches of the outer text that `span` of this text was made from, in order. */
  readonly outer: (span: Span) => Span[];
}

/** A layer in the making, character by character. */
export interface LayerBuilder {
  /** What lies in the outer text between two neighbours of this one belongs to no secret that spans them. */
  readonly keepSeams: boolean;
  codes: Uint16Array;
  /** Where each character begins and ends in the outer text. */
  begins: Uint32Array;
  ends: Uint32Array;
  length: number;
}

const mostAtFirst = 2_048;

/** Starts a layer of a text of so many characters. */
export function startLayer(outerLength: number, keepSeams: boolean): LayerBuilder {
  const capacity = Math.min(outerLength + 8, mostAtFirst);
  return {
    keepSeams,
    codes: new Uint16Array(capacity),
    begins: new Uint32Array(capacity),
    ends: new Uint32Array(capacity),
    length: 0,
  };
}

/** Adds a character that stands for `begin`…`end` of the outer text. */
export function addCharacter(layer: LayerBuilder, code: number, begin: number, end: number): void {
  if (layer.length === layer.codes.length) {
    grow(layer);
  }
  layer.codes[layer.length] = code;
  layer.begins[layer.length] = begin;
  layer.ends[layer.length] = end;
  layer.length++;
}

function grow(layer: LayerBuilder): void {
  const capacity = layer.codes.length * 4;
  const { codes, begins, ends } = layer;
  layer.codes = new Uint16Array(capacity);
  layer.begins = new Uint32Array(capacity);
  layer.ends = new Uint32Array(capacity);
  layer.codes.set(codes);
  layer.begins.set(begins);
  layer.ends.set(ends);
}

const semicolon = 59;
const feed = 10;

/** Ends a stretch: what follows does not follow it in the outer text. */
export function addBreak(layer: LayerBuilder, outer: number): void {
  for (const code of [feed, semicolon, feed]) {
    addCharacter(layer, code, outer, outer);
  }
}

/** The layer as it was built; `builder` is not to be added to any more. */
export function finishLayer(builder: LayerBuilder): Layer {
  const codes = builder.codes.subarray(0, builder.length);
  const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
  return { text: bytes.toString('utf16le'), codes, outer: (span) => outerSpans(builder, span) };
}

function outerSpans({ keepSeams, begins, ends }: LayerBuilder, { start, end, kind }: Span): Span[] {
  const spans: Span[] = [];
  let from = begins[start] ?? 0;
  for (let i = start; i < end; i++) {
    const stop = ends[i] ?? 0;
    if (i === end - 1 || (keepSeams && begins[i + 1] !== stop)) {
      if (stop > from) {
        spans.push({ start: from, end: stop, kind });
      }
      from = begins[i + 1] ?? 0;
    }
  }
  return spans;
}
