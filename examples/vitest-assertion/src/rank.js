/** Orders tickets by hits, the newest first among equals. */
export function rank(tickets, words) {
  const hits = (ticket) => words.filter((word) => ticket.title.includes(word)).length;
  return tickets
    .map((ticket) => ({ ...ticket, hits: hits(ticket) }))
    .filter((ticket) => ticket.hits > 0)
    .sort((a, b) => b.hits - a.hits || a.opened - b.opened);
}
