/** Splits `status:open label:"needs review" crash` into filters and words. */
export function parse(query) {
  const filters = {};
  const words = [];
  for (const [, key, quoted, plain, word] of query.matchAll(/(\w+):(?:"([^"]*)"|(\S+))|(\S+)/g)) {
    if (key) filters[key] = quoted ?? plain;
    else words.push(word);
  }
  return { filters, words };
}
