import { addCharacter, finishLayer, type Layer, type LayerBuilder, startLayer } from './layers.ts';

/*
 * How container runtimes write logs: "TIME STREAM F line", and for a line above 16 KiB "TIME STREAM P part" until an F.
 * Kubernetes design proposal "CRI: Log Management for Container Stdout/Stderr Streams".
 */
const head = /(?<=^|\n)[0-9][^\s]{9,63} (stdout|stderr) ([PF])(?::[a-z]{1,16})? /g;
const feed = 10;

/** The content of each stream of a container log, with the runtime's marks taken off and cut lines put together; empty where `text` is none. */
export function containerStreams(text: string, codes: Uint16Array): Layer[] {
  const streams = new Map<string, LayerBuilder>();
  head.lastIndex = 0;
  for (let found = head.exec(text); found; found = head.exec(text)) {
    const [, stream = '', tag] = found;
    const layer = streams.get(stream) ?? startLayer(text.length, true);
    streams.set(stream, layer);
    const start = head.lastIndex;
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    for (let at = start; at < end; at++) {
      addCharacter(layer, codes[at] as number, at, at + 1);
    }
    if (tag === 'F') {
      addCharacter(layer, feed, end, end);
    }
    head.lastIndex = end;
  }
  return [...streams.values()].map(finishLayer);
}
