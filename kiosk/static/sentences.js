// Which sentence fits: `w` says it in the citizen's language (words.js).

export function pick(texts, language) {
  return texts[language] ?? Object.values(texts)[0] ?? "";
}

export function waiting(w, n) {
  return n ? w("%(n)s person is waiting", { n }) : w("Nobody is waiting");
}

export function ahead(w, n) {
  return n ? w("%(n)s person is before you", { n }) : w("Nobody is before you");
}

// Why a service gives no ticket now.
export function refusal(w, { reason, opens_at }) {
  if (reason === "paused") return w("Paused: please ask a member of staff");
  if (reason === "last-ticket" || reason === "quota-reached") return w("The last ticket of today has been given");
  return opens_at ? w("Opens at %(time)s", { time: opens_at.slice(11, 16) }) : w("Closed now");
}

export function receipt(w, state, problem, number) {
  if (state === "printing") return w("Your ticket is coming: please wait a moment");
  if (state === "printed") return w("Take your ticket below");
  if (state === "none") return w("Please note your number");
  if (problem === "no-paper") return w("The printer has no paper. Please note your number: %(number)s", { number });
  return w("The paper did not come out. Please note your number: %(number)s", { number });
}

const NOT_OPEN = new Set(["office-closed", "last-ticket", "quota-reached", "paused", "unknown-service", "unknown-class"]);

// What went wrong, what to do about it, and whether trying again, or another service, may help.
export function problem(w, { kind, status }) {
  const ask = w("Please ask a member of staff.");
  if (kind === "unreachable") {
    const remedy = w("Please touch “Try again”: you will get one ticket only.");
    return { title: w("We could not reach the office."), remedy, again: true, other: false };
  }
  if (NOT_OPEN.has(kind)) {
    const remedy = w("Please choose another service, or ask a member of staff.");
    return { title: w("This service is not open now."), remedy, again: false, other: true };
  }
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
