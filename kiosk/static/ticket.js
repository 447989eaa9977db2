// One touch, one ticket: asked for until the office has answered, shown at once, its paper followed.

import { get, post, Problem } from "/static/api.js";
import { attend, rest } from "./presence.js";
import { isKnown, learn, receiptOf } from "./receipts.js";
import { enter, show, showSoon, stage } from "./stage.js";
import * as visits from "./visit.js";

const SOON_MS = 150; // most answers are here by then: they need not wait until a word about waiting is drawn
const LONG_MS = 3000; // a citizen who waits longer than this is told that we are still trying
const LOOK_MS = 3000; // how often to ask for a receipt of which no news came

export async function take() {
  const mine = stage.visit;
  if (mine.pending) return;
  mine.attempt ??= visits.attempt(mine);
  Object.assign(mine, { pending: true, long: false, step: "ticket" });
  const timers = [setTimeout(show, SOON_MS), setTimeout(() => show(Object.assign(mine, { long: true })), LONG_MS)];
  rest();
  try {
    given(await post("/api/tickets", mine.attempt.body, { key: mine.attempt.key }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    refused(problem);
  } finally {
    timers.forEach(clearTimeout);
    mine.pending = false;
    attend();
  }
}

export function learnReceipt(news) {
  learn(news);
  if (stage.visit.ticket?.id !== news.ticket) return;
  showSoon();
  attend();
}

function given(ticket) {
  enter("number", { ticket, pending: false, attempt: null });
  look(stage.visit);
}

function refused({ kind, status }) {
  const attempt = visits.isAnswered({ status }) ? null : stage.visit.attempt;
  enter("problem", { problem: { kind, status }, pending: false, attempt });
}

// News may be lost with the connection: while no receipt is known, ask.
async function look(mine) {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  if (stage.visit !== mine || receiptOf(mine.ticket).state !== "printing") return;
  try {
    const { id, receipt } = await get(`/api/tickets/${mine.ticket.id}`);
    if (stage.visit === mine && receipt !== "printing" && !isKnown(mine.ticket)) learnReceipt({ ticket: id, receipt });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
  look(mine);
}
