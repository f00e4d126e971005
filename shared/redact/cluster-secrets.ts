import { isPlaceholder } from './secret-values.ts';
import type { Reading, Span } from './spans.ts';

const widestDocument = 32_768;
const dataField = /^[ \t]{0,64}(?:data|stringData):$/;
const blockHead = /^[|>][+-]?[0-9]?$/;
const entry = /^[ \t]{0,64}(?:"[^"\n]{1,253}"|'[^'\n]{1,253}'|[\w.-]{1,253}):(?:[ \t]{1,16}(.{0,65536}))?$/s;
const jsonData = /"(?:data|stringData)"\s{0,8}:\s{0,8}\{/g;
const jsonEntry = /\s{0,64},?\s{0,64}"[^"]{1,253}"\s{0,8}:\s{0,8}"([^"]{0,65536})"/y;

const kindField = /kind\\{0,7}["']?\s{0,4}:\s{0,4}\\{0,7}["']?$/i;
const longestKindField = 24;

/**
 * Finds the values of a Kubernetes Secret whose kind, the word `secret`, stands in `start`…`end`; what lies before `least`
 * was read for another. Kinds are written with a capital; a small letter may be another program's field, so that there
 * only values of ten characters and more count.
 */
export function findClusterSecret(
  text: string,
  start: number,
  end: number,
  least: number,
): Reading | undefined {
  const before = text.slice(Math.max(0, start - longestKindField), start);
  const field = kindField.exec(before);
  if (!field || /\w/.test(text[end] ?? '')) {
    return undefined;
  }
  const from = manifestStart(text, Math.max(least, start - widestDocument), start - field[0].length);
  const readTo = manifestEnd(text, end);
  const manifest = text.slice(from, readTo);
  if (!/(?:d|stringD)ata/.test(manifest)) {
    return { spans: [], readTo };
  }
  const shortest = text[start] === 'S' ? 4 : 10;
  const found = [...inYaml(manifest, shortest), ...inJson(manifest, shortest)];
  const spans = found.map((span) => ({ ...span, start: span.start + from, end: span.end + from }));
  return { spans, readTo };
}

/* Where another object begins: a YAML document, the end of quoted code, the first fields of an object. */
const separators = ['\n---', '```', 'apiVersion', 'kind:', 'kind":'];
const nextObject = /\n---|```|apiVersion|kind\\{0,7}"?:/g;
/* kind: Secret and apiVersion: v1 may stand in either order. */
const closeBy = 64;

function manifestStart(text: string, least: number, kindAt: number): number {
  const part = text.slice(least, kindAt);
  return least + Math.max(0, ...separators.map((separator) => part.lastIndexOf(separator)));
}

function manifestEnd(text: string, from: number): number {
  const part = text.slice(from, from + widestDocument);
  for (const { 0: separator, index } of part.matchAll(nextObject)) {
    if (separator !== 'apiVersion' || index > closeBy) {
      return from + index;
    }
  }
  return from + part.length;
}

function inYaml(manifest: string, shortest: number): Span[] {
  const spans: Span[] = [];
  // How far the field `data` is indented while inside it, and the entry whose value is a block of lines.
  let data: number | undefined;
  let block: number | undefined;
  let at = 0;
  for (const line of manifest.split('\n')) {
    const start = at;
    at += line.length + 1;
    const written = line.trimEnd();
    const indent = written.length - written.trimStart().length;
    if (dataField.test(written)) {
      data = indent;
      block = undefined;
    } else if (data !== undefined && indent <= data && written !== '') {
      data = undefined;
    } else if (data !== undefined && block !== undefined && indent > block) {
      spans.push(...valueSpan(written.trimStart(), start + indent, shortest));
    } else if (data !== undefined && written !== '' && written[indent] !== '#') {
      const value = entry.exec(written)?.[1] ?? '';
      block = value === '' || blockHead.test(value) ? indent : undefined;
      const quoted = /^["']/.test(value) && value.endsWith(value.charAt(0)) ? 1 : 0;
      const inner = value.slice(quoted, value.length - quoted);
      spans.push(...valueSpan(inner, start + written.length - value.length + quoted, shortest));
    }
  }
  return spans;
}

function inJson(manifest: string, shortest: number): Span[] {
  const spans: Span[] = [];
  for (const data of manifest.matchAll(jsonData)) {
    jsonEntry.lastIndex = data.index + data[0].length;
    for (let found = jsonEntry.exec(manifest); found; found = jsonEntry.exec(manifest)) {
      const value = found[1] ?? '';
      spans.push(...valueSpan(value, jsonEntry.lastIndex - 1 - value.length, shortest));
    }
  }
  return spans;
}

function valueSpan(value: string, start: number, shortest: number): Span[] {
  if (value.length < shortest || value.startsWith('#') || isPlaceholder(value)) {
    return [];
  }
  return [{ start, end: start + value.length, kind: 'kubernetes-secret' }];
}
