import { readFile } from 'node:fs/promises';
import type { Event } from './stamp.ts';
import { whyUnreadable } from './unreadable.ts';
import { readEvent } from './wire.ts';

/** A file of recorded events that cannot be used; the message names the file and the place in it. */
export class RecordedEventError extends Error {
  override readonly name = 'RecordedEventError';
}

/** Reads CloudEvents in their JSON format from a file: one document, or one a line. */
export async function recordedEvents(file: string): Promise<Event[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new RecordedEventError(`${file}: ${whyUnreadable(error) ?? 'it cannot be read'}`, { cause: error });
  });
  return recordedEventsOf(text, file);
}

/** The same from a text; `file` is how problems call it. */
export function recordedEventsOf(text: string, file: string): Event[] {
  if (isJson(text)) return [eventOf(text, file)];
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]));
  if (lines.length === 0)
    throw new RecordedEventError(`${file} is empty: it should hold a CloudEvent in JSON`);
  return lines.map(({ line, number }) => eventOf(line, `${file}, line ${number}`));
}

function eventOf(text: string, where: string): Event {
  const read = readEvent({
    headers: { 'content-type': 'application/cloudevents+json' },
    body: Buffer.from(text),
  });
  if ('refusal' in read) throw new RecordedEventError(`${where} is no CloudEvent: ${read.refusal.message}`);
  return read.event;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
