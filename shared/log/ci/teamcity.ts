import type { SectionBook } from '../section-book.ts';
import type { LineInWork, MarkerReader } from './marker-reader.ts';

/** TeamCity: service messages, and the level and step that its downloaded logs write before each line. */
export function teamcityMarkers(sections: SectionBook): MarkerReader {
  function service(line: LineInWork): void {
    const [, name = '', body = ''] = /^##teamcity\[(\w{1,60}) ?([^\n]{0,60000})\]?$/.exec(line.text) ?? [];
    const values = attributes(body);
    const label = values.get('name') ?? '';
    line.text = [
      label,
      values.get('text'),
      values.get('description'),
      values.get('message'),
      values.get('details'),
      values.get('errorDetails'),
    ]
      .filter((value) => value !== undefined && value !== '')
      .join(' ');
    if (name === 'blockOpened' || name === 'testSuiteStarted')
      sections.open(`teamcity ${label}`, label, line.number);
    if (name === 'blockClosed' || name === 'testSuiteFinished') {
      line.section = sections.close(`teamcity ${label}`, line.number)?.id;
    }
    const status = values.get('status');
    if (name === 'testFailed' || name === 'buildProblem' || status === 'ERROR' || status === 'FAILURE')
      line.mark = 'error';
    if (status === 'WARNING') line.mark = 'warning';
  }
  return {
    firsts: '#[',
    read(line) {
      if (line.text.startsWith('##teamcity[')) {
        service(line);
        return true;
      }
      // "[12:34:56]W:\t [Step 1/3] text"
      const [whole, level] =
        /^\[\d\d:\d\d:\d\d\] ?([EWFid ]?) ?: {0,2}\t {0,8}/.exec(line.text.slice(0, 40)) ?? [];
      if (whole === undefined) return false;
      line.text = line.text.slice(whole.length);
      if (level === 'E' || level === 'F') line.mark = 'error';
      if (level === 'W') line.mark = 'warning';
      return true;
    },
  };
}

/** `name='value'` pairs with TeamCity's escapes, or the one bare value: https://www.jetbrains.com/help/teamcity/service-messages.html */
function attributes(body: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const bare = /^'((?:[^'|]|\|.){0,50000})'/.exec(body);
  if (bare !== null) values.set('text', unescaped(bare[1] ?? ''));
  for (const [, name = '', value = ''] of body.matchAll(/(\w{1,60})='((?:[^'|]|\|.){0,50000})'/g)) {
    values.set(name, unescaped(value));
  }
  return values;
}

function unescaped(value: string): string {
  return value.replace(/\|(0x[0-9a-fA-F]{4}|.)/g, (_, escaped: string) => {
    if (escaped.startsWith('0x')) return String.fromCharCode(Number(escaped));
    return escaped === 'n' || escaped === 'r' || escaped === 'x' || escaped === 'l' || escaped === 'p'
      ? ' '
      : escaped;
  });
}
