import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ticketOf } from '../../../functions/jira-sink/ticket.ts';
import {
  type AdfBlock,
  adf,
  codeBlock,
  factTable,
  heading,
  list,
  paragraph,
  text,
} from '../../../shared/adf/document.ts';
import { plainOf, wikiOf } from '../../../shared/wiki/document.ts';
import { anyReported } from '../../fakes/any-report.ts';
import { meaningOf } from '../../fakes/jira-wiki.ts';

const one = (block: AdfBlock) => wikiOf(adf([block]));
const words = (said: string) => one(paragraph(text(said)));

describe('wiki markup', () => {
  test.each<[string, AdfBlock, string]>([
    ['a paragraph', paragraph(text('a b')), 'a b'],
    ['strong words', paragraph(text('a', { type: 'strong' }), text(' b')), '*a* b'],
    ['a heading', heading('Evidence'), 'h3. Evidence'],
    ['lines', codeBlock('a {b}\n*c*'), '{noformat}\na {b}\n*c*\n{noformat}'],
    ['a list', list('bulletList', [[paragraph(text('a'))], [paragraph(text('b'))]]), '* a\n* b'],
    ['a rule', { type: 'rule' }, '----'],
    [
      'steps with their commands',
      list('orderedList', [[paragraph(text('a')), codeBlock('make')], [paragraph(text('b'))]]),
      '*1.* a\n{noformat}\nmake\n{noformat}\n\n*2.* b',
    ],
    [
      'a table with code and a link',
      factTable([
        ['Where', [text('a', { type: 'code' })]],
        ['Pod', [text('p', { type: 'link', attrs: { href: 'https://ci.example.com/a?b=c#d' } })]],
      ]),
      '||Where|{{a}}|\n||Pod|[p|https://ci.example.com/a?b=c#d]|',
    ],
  ])('writes %s', (_, block, wiki) => expect(one(block)).toBe(wiki));

  test.each([
    ['a macro', '{html}<b>{html}', '&#123;html&#125;&#60;b&#62;&#123;html&#125;'],
    ['a link', '[click|https://evil.example]', '&#91;click&#124;https&#58;//evil.example&#93;'],
    ['a mention', '[~admin]', '&#91;&#126;admin&#93;'],
    ['an image', '!https://evil.example/p.png!', '&#33;https&#58;//evil.example/p.png&#33;'],
    ['a heading', 'h1. big', 'h1&#46; big'],
    ['a quote', 'bq. said', 'bq&#46; said'],
    ['an entity', '&#91;a&#93;', '&#38;&#35;91&#59;a&#38;&#35;93&#59;'],
    ['a backslash', '\\\\ \\[', '&#92;&#92; &#92;&#91;'],
    ['the key of a ticket', 'see ABC-12 in re-run x-1', 'see ABC&#45;12 in re-run x&#45;1'],
    ['words struck out', '-a b- --', '&#45;a b&#45; &#45;&#45;'],
    ['an emoticon', ':) (!) <3', '&#58;&#41; &#40;&#33;&#41; &#60;3'],
    ['a table', '||a||\n|b|', '&#124;&#124;a&#124;&#124; &#124;b&#124;'],
  ])('shows %s as the text it is', (_, said, wiki) => {
    expect(words(said)).toBe(wiki);
    expect(plainOf(wiki)).toBe(said.replace(/\s+/g, ' '));
  });

  test.each(['{noformat}', '{NoFormat}', '{ noformat:title=x}', '{/noformat}'])(
    'lets no %s end the lines that it stands in',
    (end) => {
      const wiki = one(codeBlock(`a\n${end}\n[~admin] {html}x{html}\n{noformat}`));
      expect(wiki.match(/\{noformat[^}]*\}/gi)).toHaveLength(2);
      expect(meaningOf(wiki)).toMatchObject({ macros: [], links: [], mentions: [], images: [] });
    },
  );

  test('encodes in an address what would end the link', () => {
    const href = 'https://ci.example.com/a]b|c{d}!e!~f(g)';
    const wiki = one(paragraph(text('a', { type: 'link', attrs: { href } })));
    expect(wiki).toBe('[a|https://ci.example.com/a%5Db%7Cc%7Bd%7D%21e%21%7Ef%28g%29]');
    expect(decodeURIComponent(meaningOf(wiki).links[0] ?? '')).toBe(href);
  });

  test('holds no macro, image, mention or foreign link, whatever a report says, and all of its words', () => {
    fc.assert(
      fc.property(anyReported, (reported) => {
        const { description } = ticketOf(reported, { sizeOf: (document) => wikiOf(document).length });
        const wiki = wikiOf(description);
        const meaning = meaningOf(wiki);
        expect(meaning).toMatchObject({ macros: [], mentions: [], images: [], emoticons: [] });
        const own = JSON.stringify(description).includes('"link"') ? [reported.about.url] : [];
        expect(meaning.links.length).toBeLessThanOrEqual(own.length);
        for (const link of meaning.links) expect(new URL(link).host).toBe(new URL(own[0] ?? '').host);
        expect(wiki.length).toBeLessThanOrEqual(32_767);
      }),
      { numRuns: 150 },
    );
  });

  test('says every text between its marks, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (said) => {
        const wiki = words(said);
        expect(wiki).not.toMatch(/[{}[\]|!*_^~\\<>@]/);
        expect(plainOf(wiki)).toBe(said.replace(/\s+/gu, ' '));
      }),
    );
  });
});
