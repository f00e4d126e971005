import { looksLikeFailure } from './failure-probe.ts';

/**
 * What a person finally sees of the layers between carriage returns, first to last: the last one that is not blank.
 * An error that a progress bar went over is kept in front of it.
 */
export function afterOverwrites(layers: readonly string[]): string {
  let seen = '';
  let failure = '';
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    const layer = layers[at] ?? '';
    if (layer.trim() === '') continue;
    if (seen === '') {
      seen = layer;
      if (looksLikeFailure(seen)) return seen;
    } else if (looksLikeFailure(layer)) {
      failure = layer;
      break;
    }
  }
  return failure === '' ? seen : `${failure.trimEnd()} ${seen}`;
}

/** What is left of a line after its backspaces: each moves one back, and what follows is written over it. */
export function afterBackspaces(text: string): string {
  const shown: string[] = [];
  let column = 0;
  for (const character of text) {
    if (character === '\b') {
      column = Math.max(0, column - 1);
    } else {
      shown[column] = character;
      column += 1;
    }
  }
  return shown.join('').trimEnd();
}
