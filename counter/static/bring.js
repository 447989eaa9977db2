// A clerk comes to this counter from another one, and whoever is served there comes along.

import { get } from "/static/api.js";
import { apart } from "/static/words.js";

// The refusals after which it is asked where else the clerk works.
export const ELSEWHERE = new Set(["counter-busy", "not-your-counter"]);

// → {label, press, next?} of what can be done about it here; null where the clerk works nowhere else. Who is called at the
// other counter was sent there: that is decided there.
export async function way_here(desk) {
  const { w } = desk;
  const { number } = desk.view();
  const { counter } = await get("/api/my-day");
  if (!counter || counter === number) return null;
  const { ticket } = await get(`/api/counters/${counter}`);
  if (ticket?.state === "called") return { label: w("To counter %(n)s", { n: counter }), press: () => location.assign(`/counter/${counter}${location.search}`) };
  if (ticket) return { next: true, label: w("Come here with %(number)s", { number: apart(ticket.number) }), press: () => desk.command("open", { bring: true }) };
  return { next: true, label: w("Come to this counter"), press: () => desk.command("open") };
}
