export async function poll(services) {
  let results = [];
  for (const service of services) {
    console.log('asking', service.name);
    const answer = await fetch(service.health).catch(() => undefined);
    results.push({ name: service.name, up: answer?.ok == true });
  }
  return results;
}
