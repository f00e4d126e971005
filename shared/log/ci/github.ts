import type { LogLine } from '../log.ts';
import type { OpenSection, SectionBook } from '../section-book.ts';
import { exitStatusIn, type LineInWork, type MarkerReader } from './marker-reader.ts';

const STEP = 'step';
const GROUP = 'group';
const MARKS: Readonly<Record<string, LogLine['mark']>> = {
  error: 'error',
  warning: 'warning',
  notice: 'notice',
  debug: 'debug',
  command: 'command',
};

/** Commands that talk to the runner alone; their value may be a secret. */
const TO_THE_RUNNER: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'echo',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
]);

/**
 * GitHub Actions and Azure Pipelines: `##[group]`, `##[error]`, `::error file=…::`, `##vso[…]`.
 * GitHub names a step by the group "Run …" that opens it, so that section goes on after its `##[endgroup]`.
 */
export function githubMarkers(sections: SectionBook): MarkerReader {
  let step: OpenSection | undefined;

  function openStep(name: string, line: number): void {
    sections.close(STEP, line - 1);
    step = sections.open(STEP, name, line);
  }
  function group(line: LineInWork, name: string): void {
    line.text = name;
    if (name.startsWith('Run ')) {
      openStep(name, line.number);
    } else {
      sections.open(GROUP, name, line.number);
    }
  }
  function endGroup(line: LineInWork): void {
    line.text = '';
    line.section = sections.close(GROUP, line.number)?.id;
  }
  function noteExit(text: string): void {
    const status = exitStatusIn(text);
    if (status !== undefined && step !== undefined && /exit code|exited with/.test(text))
      step.exitStatus ??= status;
  }
  /** `##[name]rest` */
  function hashMarker(line: LineInWork): boolean {
    const end = line.text.indexOf(']', 3);
    if (end < 0 || end > 40) return false;
    const name = line.text.slice(3, end);
    const rest = line.text.slice(end + 1);
    if (name === 'group') group(line, rest);
    else if (name === 'endgroup') endGroup(line);
    else if (name === 'section') azureSection(line, rest);
    else {
      if (!/^[a-z]{1,20}$/.test(name)) return false;
      line.text = rest;
      line.mark = MARKS[name];
      if (name === 'error') noteExit(rest);
    }
    return true;
  }
  function azureSection(line: LineInWork, rest: string): void {
    line.text = rest;
    const [, event, name] = /^(Starting|Finishing): (.{1,200})/.exec(rest) ?? [];
    if (event === 'Starting' && name !== undefined) step = sections.open(`azure ${name}`, name, line.number);
    if (event === 'Finishing' && name !== undefined)
      line.section = sections.close(`azure ${name}`, line.number)?.id;
  }
  /** `::name key=value,…::message` */
  function colonMarker(line: LineInWork): boolean {
    const command = /^::([a-z-]{1,40})( [^\n]{0,2000}?)?::/.exec(line.text);
    if (command === null) return false;
    const [whole, name = '', properties = ''] = command;
    const message = unescapeMessage(line.text.slice(whole.length));
    if (name === 'group') group(line, message);
    else if (name === 'endgroup') endGroup(line);
    else if (MARKS[name] !== undefined) {
      line.mark = MARKS[name];
      line.text = placeIn(properties, ['file', 'line', 'col'], ',') + message;
      if (name === 'error') noteExit(message);
    } else if (TO_THE_RUNNER.has(name)) {
      line.text = '';
    } else {
      return false;
    }
    return true;
  }
  /** `##vso[area.action key=value;…]message` */
  function vsoMarker(line: LineInWork): boolean {
    const command = /^##vso\[([a-z]{1,20}\.[a-z]{1,30})([^\]]{0,2000})\]/i.exec(line.text);
    if (command === null) return false;
    const [whole, action = '', properties = ''] = command;
    const message = line.text.slice(whole.length);
    const isIssue = action.toLowerCase() === 'task.logissue';
    const isComplete = action.toLowerCase() === 'task.complete';
    line.text = isIssue
      ? placeIn(properties, ['sourcepath', 'linenumber', 'columnnumber'], ';') + message
      : isComplete
        ? message
        : '';
    if (isIssue) line.mark = /type=warning/i.test(properties) ? 'warning' : 'error';
    if (isComplete && /result=Failed/i.test(properties)) line.mark = 'error';
    return true;
  }
  return {
    firsts: '#:[EP',
    read(line) {
      const { text } = line;
      if (text.startsWith('##[')) return hashMarker(line);
      if (text.startsWith('##vso[')) return vsoMarker(line);
      if (text.startsWith('::')) return colonMarker(line);
      if (text.startsWith('[command]')) {
        line.text = text.slice(9);
        line.mark = 'command';
        return true;
      }
      if (text === 'Post job cleanup.') openStep(text, line.number);
      else if (text.startsWith('Error: Process completed with exit code')) noteExit(text);
      return false;
    },
  };
}

/** "file:line:column: " of a marker's properties, as compilers write it; empty without a file. */
function placeIn(properties: string, names: readonly string[], separator: ',' | ';'): string {
  const values = new Map<string, string>();
  for (const pair of properties.trim().split(separator)) {
    const equals = pair.indexOf('=');
    values.set(pair.slice(0, equals).trim(), pair.slice(equals + 1));
  }
  const place = names.map((name) => values.get(name)).filter((value) => value !== undefined && value !== '');
  return place.length > 0 && values.has(names[0] ?? '') ? `${place.join(':')}: ` : '';
}

/** A message of several lines is one line of the log, escaped: https://github.com/actions/toolkit (command.ts). */
function unescapeMessage(message: string): string {
  return message.includes('%')
    ? message
        .replace(/(?:%0D)?%0A/gi, ' ')
        .replace(/%0D/gi, '')
        .replace(/%25/g, '%')
    : message;
}
