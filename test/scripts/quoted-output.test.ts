import { describe, expect, it } from 'vitest';
import { withQuotedOutput } from '../../scripts/quoted-output.ts';
import { root } from '../command.ts';

const page = (output: string, command = 'printf "one\\ntwo\\n"') =>
  `Before.\n\n<!-- output: ${command} -->\n\`\`\`text\n${output}\n\`\`\`\n\nAfter.\n`;

describe('output that a page quotes', () => {
  it('is what its command prints now', () => {
    expect(withQuotedOutput(page('old\noutput'), root)).toBe(page('one\ntwo'));
    expect(withQuotedOutput(page('one\ntwo'), root)).toBe(page('one\ntwo'));
  });

  it('is kept as it is printed, signs of replacement patterns among it', () => {
    expect(withQuotedOutput(page('', "printf '$& $1 $$'"), root)).toBe(page('$& $1 $$', "printf '$& $1 $$'"));
  });

  it('comes from a command that ends well', () => {
    expect(() => withQuotedOutput(page('', 'echo no >&2; exit 3'), root)).toThrow(/ended with 3: no/);
  });

  it('comes from a command that is run in the folder without colours', () => {
    expect(withQuotedOutput(page('', 'ls package.json; echo $NO_COLOR'), root)).toBe(
      page('package.json\n1', 'ls package.json; echo $NO_COLOR'),
    );
  });

  it('is left alone where no command stands above it', () => {
    const plain = '```text\nas it is\n```\n';
    expect(withQuotedOutput(plain, root)).toBe(plain);
  });
});
