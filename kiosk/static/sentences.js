// Which sentence fits: `w` says it in the citizen's language (words.js).

import { moment } from "./opening.js";

export function pick(texts, language) {
  return texts[language] ?? Object.values(texts)[0] ?? "";
}

export function waiting(w, n) {
  return n ? w("%(n)s person is waiting", { n }) : w("Nobody is waiting");
}

export function ahead(w, n) {
  return n ? w("%(n)s person is before you", { n }) : w("Nobody is before you");
}

// ---------------------------------------------------------------- why there is no ticket now

// Why a service is interrupted, of the office's own reasons.
const PAUSES = {
  break: "Paused for a break",
  prayer: "Paused for prayer",
  errand: "Paused for a short while",
  "system-down": "Paused: the system is down",
};

// `calendar` as in opening.js.
export function refusal(w, { reason, pause_reason, opens_at }, calendar) {
  if (reason === "paused") return w(PAUSES[pause_reason] ?? "Paused: please ask a member of staff");
  const given = reason === "last-ticket" || reason === "quota-reached";
  if (!opens_at) return given ? w("The last ticket of today has been given") : w("Closed now");
  const [day, time] = moment(opens_at, calendar);
  if (given && day) return w("No more tickets today. Opens on %(day)s at %(time)s", { day, time });
  if (given) return w("No more tickets now. Opens at %(time)s", { time });
  return day ? w("Opens on %(day)s at %(time)s", { day, time }) : w("Opens at %(time)s", { time });
}

// The same where there is room for what to do about it.
export function refused(w, service, calendar) {
  const why = refusal(w, service, calendar);
  return isTold(service) ? `${why}. ${w("Please ask a member of staff.")}` : why;
}

// Whether more is known of an interruption than that it is one.
function isTold({ reason, pause_reason }) {
  return reason === "paused" && pause_reason in PAUSES;
}

// ---------------------------------------------------------------- the paper

export function receipt(w, state, problem, number) {
  if (state === "printing") return w("Your ticket is coming: please wait a moment");
  if (state === "printed") return w("Take your ticket below");
  if (state === "none") return w("Please note your number");
  if (problem === "no-paper") return w("The printer has no paper. Please note your number: %(number)s", { number });
  return w("The paper did not come out. Please note your number: %(number)s", { number });
}

// ---------------------------------------------------------------- what went wrong

// What it was, what to do about it, and whether trying again, or another service, may help.
export function problem(w, { kind, status }, service, calendar) {
  const ask = w("Please ask a member of staff.");
  const other = w("Please choose another service, or ask a member of staff.");
  if (kind === "unreachable") {
    const remedy = w("Please touch “Try again”: you will get one ticket only.");
    return { title: w("We could not reach the office."), remedy, again: true, other: false };
  }
  if (kind === "kiosk-paused") {
    return { title: w("This kiosk gives no tickets at the moment."), remedy: ask, again: false, other: false };
  }
  const told = { ...service, reason: kind };
  if (kind === "paused") {
    const title = isTold(told) ? refusal(w, told, calendar) : w("This service is paused.");
    return { title, remedy: other, again: false, other: true };
  }
  if (kind === "last-ticket" || kind === "quota-reached") {
    return { title: refusal(w, told, calendar), remedy: other, again: false, other: true };
  }
  if (kind === "office-closed") {
    const when = service?.opens_at ? refusal(w, { ...service, reason: "closed" }, calendar) : other;
    return { title: w("This service is not open now."), remedy: when, again: false, other: true };
  }
  if (kind === "unknown-service" || kind === "unknown-class") {
    return { title: w("This service is not open now."), remedy: other, again: false, other: true };
  }
  return failure(w, status, ask);
}

function failure(w, status, ask) {
  if (status === 401 || status === 403) {
    return { title: w("This kiosk may not give tickets yet."), remedy: ask, again: false, other: false };
  }
  if (status === 429) {
    const remedy = w("Please wait a few seconds and try again.");
    return { title: w("Many tickets were taken just now."), remedy, again: true, other: false };
  }
  const remedy = w("Please try again in a moment, or ask a member of staff.");
  return { title: w("Your ticket could not be given."), remedy, again: true, other: false };
}
