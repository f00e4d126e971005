const variable =
  /0x[0-9a-f]{1,32}|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{4,36}|\b(?=[a-f]{0,20}\d)[0-9a-f]{7,64}\b|\d{1,30}/gi;

/** The line with what varies from run to run (numbers, hashes, times, ids) replaced by `#`: equal for lines of one kind. */
export function templateOf(text: string): string {
  const cut = text.length > 240 ? text.slice(0, 240) : text;
  return cut.replace(variable, '#').trim();
}
