export function render(results, lang) {
  const down = results.filter((result) => !result.up);
  console.log(`${results.length} services, ${down.length} down`);
  return results.map((result) => `<li class="${result.up ? 'up' : 'down'}">${result.name}</li>`).join('');
}
