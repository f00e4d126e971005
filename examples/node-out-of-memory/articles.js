const words = 'amber basin cedar delta ember fjord grove harbor inlet juniper kelp lagoon meadow'.split(' ');

export function* articles(count = 200_000) {
  for (let id = 1; id <= count; id += 1) {
    const text = Array.from({ length: 12 }, (_, place) => words[(id * 7 + place * place) % words.length] + (id % 97));
    yield { id, text: text.join(' ') };
  }
}
