// What a terminal does with a line: colours, links, overwritten text and characters that nobody can see.
// Control characters stand in constants, so that the patterns below can be read.
const ESC = '\u001b';
const BEL = '\u0007';
const DEL = '\u007f';

/** ECMA-48 control sequence after its introducer: colours, cursor, erase. */
const SEQUENCE = '[0-?]{0,64}[ -/]{0,8}[@-~]';

/**
 * ECMA-48 escape sequences. Each part is bounded and cannot cross an ESC or a line end, so a hostile line costs one pass;
 * all begin with ESC itself, so that V8 finds it without trying each place.
 */
const ESCAPES = new RegExp(
  `${ESC}(?:${[
    // Jenkins hides a serialised note between "conceal" and "reset".
    `\\[8mha:[^${ESC}\\n]{0,16384}(?:${ESC}\\[0m)?`,
    `\\[${SEQUENCE}`,
    // OSC (8 is a hyperlink), DCS, APC, PM and SOS strings up to BEL or ST.
    `[\\]P_^X][^${BEL}${ESC}\\n]{0,4096}(?:${BEL}|${ESC}\\\\)`,
    // Two- and three-character sequences: charset, keypad, save cursor.
    '[ -/]{0,3}[0-~]',
  ].join('|')})?`,
  'g',
);
const EIGHT_BIT_SEQUENCES = new RegExp(`\u009b${SEQUENCE}`, 'g');

/** "Cursor to column 1" starts the line anew, as a carriage return does. */
const TO_FIRST_COLUMN = new RegExp(`${ESC}\\[[01]?G`, 'g');
const TO_FIRST_COLUMN_FORMS: readonly string[] = [`${ESC}[G`, `${ESC}[0G`, `${ESC}[1G`];

/** Controls without a meaning in a log; tab, backspace, LF, CR and ESC are read before. */
const CONTROLS = /[\p{Cc}--[\b\t\n\r]]/gv;
/** The same in two ranges and DEL: V8 searches each of these ten times as fast as all at once. */
const LOW_CONTROLS = new RegExp(`[${range(0x00, 0x07)}${range(0x0b, 0x0c)}${range(0x0e, 0x0f)}]`);
const HIGH_CONTROLS = new RegExp(`[${range(0x10, 0x1a)}${range(0x1c, 0x1f)}]`);

/** Zero-width, bidirectional, tag and other characters that show nothing (Unicode: Default_Ignorable_Code_Point, and the bidi controls). */
const INVISIBLE = /[\p{DI}\p{Bidi_C}\uFFF9-\uFFFB]/u;
const ALL_INVISIBLE = /[\p{DI}\p{Bidi_C}\uFFF9-\uFFFB]/gu;

/** Takes escape sequences, control and invisible characters off a block of whole lines; keeps every LF, CR and backspace. */
export function plainBlock(block: string, ascii: boolean): string {
  let text = block;
  if (text.includes(ESC)) {
    if (TO_FIRST_COLUMN_FORMS.some((form) => block.includes(form)))
      text = text.replace(TO_FIRST_COLUMN, '\r');
    text = text.replace(ESCAPES, '');
  }
  if (!ascii) {
    // U+2028 and U+2029 end a line for some readers; here only LF does.
    text = text.replace(EIGHT_BIT_SEQUENCES, '').replace(/[\u2028\u2029]/g, ' ');
    if (INVISIBLE.test(text)) text = text.replace(ALL_INVISIBLE, '');
  }
  return !ascii || hasControls(text) ? text.replace(CONTROLS, '') : text;
}

function hasControls(ascii: string): boolean {
  return LOW_CONTROLS.test(ascii) || HIGH_CONTROLS.test(ascii) || ascii.includes(DEL);
}

function range(first: number, last: number): string {
  return `${String.fromCharCode(first)}-${String.fromCharCode(last)}`;
}
