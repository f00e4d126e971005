export function page(items, number, size = 10) {
  if (number < 1) throw new RangeError(`pages start at 1, not ${number}`);
  return items.slice((number - 1) * size, number * size);
}
