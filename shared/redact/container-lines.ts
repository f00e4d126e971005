import { addCharacter, finishLayer, type Layer, type LayerBuilder, startLayer } from './layers.ts';

/*
 * How container runtimes write logs. CRI: "TIME STREAM F line", and for a line above 16 KiB "TIME STREAM P part" until an
 * F (Kubernetes design proposal "CRI: Log Management for Container Stdout/Stderr Streams"). Docker's json-file driver:
 * {"log":"line\\n","stream":"stdout",…}, and for such a line parts without the feed.
 */
const criHead = /(?<=^|\n)[0-9][^\s]{9,63} (stdout|stderr) ([PF])(?::[a-z]{1,16})? /g;
const dockerHead = /(?<=^|\n)\{"log":"/g;
const dockerTail = '","stream":"';
const feed = 10;

/** The content of each stream of a container log, with the runtime's marks taken off and cut lines put together; empty where `text` is none. */
export function containerStreams(text: string, codes: Uint16Array): Layer[] {
  const streams = new Map<string, LayerBuilder>();
  const add = (stream: string, start: number, end: number, whole: boolean) => {
    const layer = streams.get(stream) ?? startLayer(text.length, true);
    streams.set(stream, layer);
    for (let at = start; at < end; at++) {
      addCharacter(layer, codes[at] as number, at, at + 1);
    }
    if (whole) {
      addCharacter(layer, feed, end, end);
    }
  };
  for (const { 0: head, 1: stream = '', 2: tag, index } of text.matchAll(criHead)) {
    const start = index + head.length;
    add(stream, start, endOfLine(text, start), tag === 'F');
  }
  for (const { 0: head, index } of text.matchAll(dockerHead)) {
    const start = index + head.length;
    const line = text.slice(start, endOfLine(text, start));
    const end = line.lastIndexOf(dockerTail);
    if (end !== -1) {
      add(line.slice(end, end + 18), start, start + end, line.endsWith('\\n', end));
    }
  }
  return [...streams.values()].map(finishLayer);
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
}
