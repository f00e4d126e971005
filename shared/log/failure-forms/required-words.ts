const shortest = 3;
const longest = 9;
// Words that so many lines hold that looking for them saves little: any other word of a form is better.
const common = new Set([
  'running',
  'running ',
  'checking',
  'installi',
  'installin',
  'creating',
  'warning',
  'package',
  'http',
  'test',
]);

/** Reads the source of a regular expression just far enough to know which words it cannot do without. */
class Source {
  private at = 0;
  private readonly source: string;
  constructor(source: string) {
    this.source = source;
  }

  /** The words of which one must occur in every match of the alternatives up to `)` or the end; undefined for none. */
  alternatives(): string[] | undefined {
    const words: string[] = [];
    let complete = true;
    for (;;) {
      const required = this.sequence();
      if (required === undefined) complete = false;
      else words.push(...required);
      if (this.source[this.at] !== '|') break;
      this.at++;
    }
    return complete ? words : undefined;
  }

  private sequence(): string[] | undefined {
    let best: string[] | undefined;
    let run = '';
    const offer = (words: string[] | undefined) => {
      if (words !== undefined && worth(words) > worth(best)) best = words;
    };
    const close = () => {
      if (run.trim().length >= shortest) offer([run.slice(0, longest)]);
      run = '';
    };
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const group = this.source[this.at] === '(';
      const atom = group ? this.group() : this.atom();
      const optional = this.quantifier();
      if (typeof atom === 'string') {
        if (optional !== 'optional') run += atom;
        if (optional !== 'once') close();
      } else {
        close();
        if (optional !== 'optional') offer(atom);
      }
    }
    close();
    return best;
  }

  private group(): string[] | undefined {
    const kind = /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(this.source.slice(this.at))?.[0] ?? '(';
    this.at += kind.length;
    const words = this.alternatives();
    this.at++;
    return kind.endsWith('!') || kind.endsWith('=') ? undefined : words;
  }

  /** A plain character, or undefined for anything that may match several. */
  private atom(): string | undefined {
    const char = this.source[this.at++] ?? '';
    if (char === '[') {
      while (this.at < this.source.length && this.source[this.at] !== ']') {
        this.at += this.source[this.at] === '\\' ? 2 : 1;
      }
      this.at++;
      return undefined;
    }
    if (char === '\\') {
      this.at++;
      return undefined;
    }
    return /[a-zA-Z0-9 :']/.test(char) ? char : undefined;
  }

  private quantifier(): 'once' | 'repeated' | 'optional' {
    const found = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at));
    if (found === null) return 'once';
    this.at += found[0].length;
    return found[0].startsWith('+') || Number(found[1] ?? 0) > 0 ? 'repeated' : 'optional';
  }
}

function worth(words: readonly string[] | undefined): number {
  if (words === undefined || words.length === 0) return 0;
  const lengths = words.map((word) => (common.has(word.toLowerCase()) ? 1 : word.trim().length));
  return Math.min(6, ...lengths) - words.length / 1_000;
}

/** Words (lower case) of which at least one stands in every text that `form` matches; undefined where there are none to rely on. */
export function requiredWords(form: RegExp): string[] | undefined {
  return new Source(form.source).alternatives()?.map((word) => word.toLowerCase());
}
