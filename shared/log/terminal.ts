// What a terminal does with a line: colours, links, overwritten text and characters that nobody can see.
// Control characters stand in constants, so that the patterns below can be read.
const ESC = '\u001b';
const BEL = '\u0007';

/** ECMA-48 escape sequences. Each part is bounded and cannot cross an ESC or a line end, so a hostile line costs one pass. */
const ESCAPES = new RegExp(
  [
    // Jenkins hides a serialised note between "conceal" and "reset".
    `${ESC}\\[8mha:[^${ESC}\\n]{0,16384}(?:${ESC}\\[0m)?`,
    // CSI: colours, cursor, erase.
    `(?:${ESC}\\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]`,
    // OSC (8 is a hyperlink), DCS, APC, PM and SOS strings up to BEL or ST.
    `${ESC}[\\]P_^X][^${BEL}${ESC}\\n]{0,4096}(?:${BEL}|${ESC}\\\\)`,
    // Two- and three-character sequences: charset, keypad, save cursor.
    `${ESC}[ -/]{0,3}[0-~]`,
    ESC,
  ].join('|'),
  'g',
);

/** "Cursor to column 1" starts the line anew, as a carriage return does. */
const TO_FIRST_COLUMN = new RegExp(`${ESC}\\[[01]?G`, 'g');
const TO_FIRST_COLUMN_FORMS: readonly string[] = [`${ESC}[G`, `${ESC}[0G`, `${ESC}[1G`];

/** Controls without a meaning in a log; tab, backspace, LF, CR and ESC are read before. */
const CONTROLS = /[\p{Cc}--[\b\t\n\r]]/v;
const ALL_CONTROLS = /[\p{Cc}--[\b\t\n\r]]/gv;

/** Zero-width, bidirectional, tag and other characters that show nothing (Unicode: Default_Ignorable_Code_Point, and the bidi controls). */
const INVISIBLE = /[\p{DI}\p{Bidi_C}\uFFF9-\uFFFB]/u;
const ALL_INVISIBLE = /[\p{DI}\p{Bidi_C}\uFFF9-\uFFFB]/gu;

/** Takes escape sequences, control and invisible characters off a block of whole lines; keeps every LF, CR and backspace. */
export function plainBlock(block: string, ascii: boolean): string {
  let text = block;
  if (text.includes(ESC) || (!ascii && text.includes('\u009b'))) {
    if (TO_FIRST_COLUMN_FORMS.some((form) => block.includes(form)))
      text = text.replace(TO_FIRST_COLUMN, '\r');
    text = text.replace(ESCAPES, '');
  }
  if (CONTROLS.test(text)) text = text.replace(ALL_CONTROLS, '');
  if (!ascii) {
    if (INVISIBLE.test(text)) text = text.replace(ALL_INVISIBLE, '');
    // U+2028 and U+2029 end a line for some readers; here only LF does.
    text = text.replace(/[\u2028\u2029]/g, ' ');
  }
  return text;
}
