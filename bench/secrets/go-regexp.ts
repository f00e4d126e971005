const posixClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};

interface Flags {
  readonly i: boolean;
  readonly s: boolean;
}

/**
 * A regular expression of Go's RE2 syntax as one of V8, or undefined where V8 cannot have it. The flags `i` and `s`,
 * which Go sets anywhere, are spelled out (`a` becomes `[aA]`, `.` becomes `[^]`): V8's own inline flags lose
 * alternatives. `\z`, `(?P<name>…)` and POSIX classes are respelled.
 */
export function fromGo(source: string): RegExp | undefined {
  try {
    return new RegExp(respell(source), 'd');
  } catch {
    return undefined;
  }
}

function respell(source: string): string {
  let result = '';
  const open: Flags[] = [{ i: false, s: false }];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const flags = open.at(-1) ?? { i: false, s: false };
    const setting = /^\(\?([a-zA-Z]*)(?:-([a-z]+))?([:)])/.exec(rest);
    if (rest.startsWith('\\')) {
      result += rest.startsWith('\\z') ? '$(?![^])' : rest.startsWith('\\A') ? '^' : rest.slice(0, 2);
      at += 2;
    } else if (setting) {
      const changed = change(flags, setting[1] ?? '', setting[2] ?? '');
      if (setting[3] === ':') {
        open.push(changed);
        result += '(?:';
      } else {
        open[open.length - 1] = changed;
      }
      at += setting[0].length;
    } else if (rest.startsWith('[')) {
      const end = endOfClass(rest);
      result += classWith(rest.slice(0, end), flags);
      at += end;
    } else if (rest.startsWith('(')) {
      open.push(flags);
      const named = rest.startsWith('(?P<');
      result += named ? '(?<' : '(';
      at += named ? 4 : 1;
    } else {
      if (rest.startsWith(')')) {
        open.pop();
      }
      result += characterWith(rest.charAt(0), flags);
      at++;
    }
  }
  return result;
}

function change(flags: Flags, on: string, off: string): Flags {
  return {
    i: (flags.i || on.includes('i')) && !off.includes('i'),
    s: (flags.s || on.includes('s')) && !off.includes('s'),
  };
}

function characterWith(character: string, { i, s }: Flags): string {
  if (character === '.' && s) {
    return '[^]';
  }
  return i && /[a-zA-Z]/.test(character)
    ? `[${character.toLowerCase()}${character.toUpperCase()}]`
    : character;
}

function classWith(members: string, { i }: Flags): string {
  const plain = members.replace(/\[:(\w+):\]/g, (_, name: string) => posixClasses[name] ?? '');
  if (!i) {
    return plain;
  }
  const letters = (plain.match(/\\x[0-9a-f]{2}|\\.|[a-z]-[a-z]|[A-Z]-[A-Z]|[a-zA-Z]/g) ?? [])
    .filter((part) => !part.startsWith('\\'))
    .map((part) => (part === part.toLowerCase() ? part.toUpperCase() : part.toLowerCase()));
  // A hyphen at the end is a member, and stays one.
  return `${plain.slice(0, -1).replace(/(?<!\\)-$/, '\\-')}${letters.join('')}]`;
}

function endOfClass(rest: string): number {
  let at = rest.startsWith('[^') ? 2 : 1;
  // A bracket right after the opening is a member.
  at += rest[at] === ']' ? 1 : 0;
  while (at < rest.length && rest[at] !== ']') {
    const posix = /^\[:\w+:\]/.exec(rest.slice(at));
    at += posix ? posix[0].length : rest[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}
