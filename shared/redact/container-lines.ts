import { addPart, finishLayer, type Layer, type LayerParts, startLayer } from './layers.ts';

/*
 * How container runtimes write logs: "TIME STREAM F line", and for a line above 16 KiB "TIME STREAM P part" until an F.
 * Kubernetes design proposal "CRI: Log Management for Container Stdout/Stderr Streams".
 */
const head = /(?<=^|\n)[0-9][^\s]{9,63} (stdout|stderr) ([PF])(?::[a-z]{1,16})? /g;

/** The content of each stream of a container log, with the runtime's marks taken off and cut lines put together; empty where `text` is none. */
export function containerStreams(text: string): Layer[] {
  const streams = new Map<string, LayerParts>();
  head.lastIndex = 0;
  for (let found = head.exec(text); found; found = head.exec(text)) {
    const [, stream = '', tag] = found;
    const layer = streams.get(stream) ?? startLayer(true);
    streams.set(stream, layer);
    const start = head.lastIndex;
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    addPart(layer, text.slice(start, end), start, end - start);
    if (tag === 'F') {
      addPart(layer, '\n', end, 0);
    }
    head.lastIndex = end;
  }
  return [...streams.values()].map(finishLayer);
}
