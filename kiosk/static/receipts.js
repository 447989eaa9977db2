// What became of the paper: the news of it may come before the answer that brings the ticket.

const KEPT = 20;

const known = new Map(); // ticket → { receipt, problem }

// How the paper of a ticket stands: { state, problem }.
export function receiptOf(ticket) {
  const news = known.get(ticket?.id);
  return { state: news?.receipt ?? ticket?.receipt, problem: news?.problem };
}

export function learn({ ticket, receipt, problem }) {
  known.set(ticket, { receipt, problem });
  if (known.size > KEPT) known.delete(known.keys().next().value);
}

export function isKnown(ticket) {
  return known.has(ticket.id);
}
