// The sentences of the counter's page, in the reader's language.

import { reason } from "/static/reasons.js";
import { now_ms } from "/static/time.js";
import { apart } from "/static/words.js";
import { clock_time } from "./time.js";

const DONE = {
  "call-next": "%(number)s was called.",
  recall: "%(number)s was called again.",
  start: "The service of %(number)s was started.",
  finish: "%(number)s was finished.",
  continue: "%(number)s goes on with another service.",
  hold: "%(number)s was put on hold.",
  resume: "%(number)s was taken up again.",
  "no-show": "%(number)s was marked as a no-show.",
  "put-back": "%(number)s was put back into the line.",
  transfer: "%(number)s was sent on.",
  cancel: "%(number)s was cancelled.",
  open: "The counter was opened.",
  pause: "The counter was paused.",
  close: "The counter was closed.",
};

// These say by themselves what to do; the other reasons need the name of the button they speak of.
const WHOLE = new Set(["Decide first: start, no-show or put back.", "Finish with %(number)s first.", "Open the counter first."]);

const STATES = {
  held: "Set aside",
  missed: "The person did not come",
  cancelled: "Cancelled",
  unserved: "Not served",
  finished: "Finished",
};

const STANDING = {
  closed: "Closed now.",
  "last-ticket": "The last ticket of today was given.",
  "quota-reached": "All tickets of today were given.",
  paused: "Interrupted.",
};

export class Sentences {
  constructor(w, page) {
    this.w = w;
    this.page = page;
    this.languages = new Intl.DisplayNames(page.locale, { type: "language" });
  }

  service(code) {
    return this.page.services[code]?.name ?? code;
  }

  priority(code) {
    return this.page.priorities[code]?.name ?? code;
  }

  language(code) {
    return this.languages.of(code);
  }

  apart(text) {
    return apart(text);
  }

  // The time of day of a moment.
  time(at) {
    return apart(clock_time(at, this.page.zone));
  }

  // Where a ticket is in its life.
  stands({ state, ahead, counter, outcome }) {
    if (state === "waiting") return ahead ? this.w("%(n)s person before", { n: ahead }) : this.w("Nobody before");
    if (state === "called") return this.w("Called to counter %(n)s", { n: counter });
    if (state === "serving") return this.w("At counter %(n)s", { n: counter });
    if (state === "finished" && outcome === "incomplete") return this.w("Finished, something was missing");
    return this.w(STATES[state] ?? state);
  }

  // Why no ticket is given for a service now, as the office tells it; null when one is.
  standing(service) {
    if (!service || service.open) return null;
    if (service.reason === "closed" && service.opens_at) return this.w("Closed until %(time)s.", { time: this.#when(service.opens_at) });
    const standing = this.w(STANDING[service.reason] ?? "Closed now.");
    return service.reason === "paused" && service.pause_reason ? `${standing} ${this.reason(service.pause_reason)}.` : standing;
  }

  // A moment to come: its time, with the weekday when it is not today.
  #when(at) {
    const day = (moment) => new Intl.DateTimeFormat(this.page.locale, { weekday: "long", timeZone: this.page.zone }).format(moment);
    const time = this.time(at);
    return day(Date.parse(at)) === day(now_ms()) ? time : `${day(Date.parse(at))} ${time}`;
  }

  // Who closed a counter, and by what.
  closed({ at, why, by, to }) {
    const values = { name: apart(by ?? ""), n: to, time: this.time(at) };
    if (why === "day") return this.w("The business day has ended.");
    if (!by) return this.w("It was closed at %(time)s.", values);
    if (why === "signed-out") return this.w("%(name)s signed out at %(time)s: so it was closed.", values);
    if (why === "moved") return this.w("%(name)s opened counter %(n)s at %(time)s: so this one was closed.", values);
    return this.w("%(name)s closed it at %(time)s.", values);
  }

  // Why a counter is paused, and since when; "" where neither is known.
  paused({ reason, since }) {
    if (!since) return "";
    const why = reason ? this.reason(reason) : "";
    return this.w(why ? "%(reason)s, since %(time)s." : "Since %(time)s.", { reason: why, time: this.time(since) });
  }

  // The priority classes, and none, as choices.
  classes() {
    const { priorities, order } = this.page;
    const some = order.priorities.map((value) => ({ value, label: priorities[value].name, symbol: priorities[value].icon }));
    return [{ value: "", label: this.w("No priority"), symbol: "person" }, ...some];
  }

  // The words for the code of a reason or an outcome: the office's own, or ours, or the code itself.
  reason(code) {
    return reason(this, code);
  }

  reasons(codes) {
    return codes.map((value) => ({ value, label: this.reason(value) }));
  }

  // The name of what is counted of a service, of whichever counts it.
  sub_service(code) {
    const names = Object.values(this.page.services).map(({ sub_services }) => sub_services[code]);
    return names.find(Boolean) ?? code;
  }

  // Each language in itself.
  own_names(codes) {
    return codes.map((value) => {
      const name = new Intl.DisplayNames(value, { type: "language" }).of(value);
      return { value, label: name.charAt(0).toLocaleUpperCase(value) + name.slice(1) };
    });
  }

  // 5 → "less than a minute", 760 → "12 min", 4330 → "1 h 12 min".
  duration(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return this.w("less than a minute");
    if (minutes < 60) return this.w("%(n)s min", { n: minutes });
    return this.w("%(h)s h %(n)s min", { h: Math.floor(minutes / 60), n: minutes % 60 });
  }

  // The same where there is little room.
  brief_duration(seconds) {
    return seconds < 60 ? this.w("just now") : this.duration(seconds);
  }

  waiting(count) {
    return count ? this.w("%(n)s person is waiting", { n: count }) : this.w("Nobody is waiting");
  }

  // Why this ticket is next. `later_s`: seconds since the server worked its waits out.
  why(why, later_s) {
    const values = {
      time: apart(this.duration(why.waited_s + later_s)),
      head_start: apart(this.w("%(n)s min", { n: why.head_start_min })),
      before: apart(why.before ?? ""),
      before_time: apart(this.duration((why.before_waited_s ?? 0) + later_s)),
    };
    if (why.rule === "bound") return this.w("Was sent to this counter and has waited for %(time)s.", values);
    if (why.rule !== "priority") return this.w("Waiting for %(time)s: came first of those who may be called here.", values);
    if (!why.before) return this.w("Waiting for %(time)s. Priority counts as if the person had come %(head_start)s earlier.", values);
    return this.w(
      "Waiting for %(time)s. Priority counts as if the person had come %(head_start)s earlier: before %(before)s, who has waited for %(before_time)s.",
      values,
    );
  }

  done(undo) {
    const text = DONE[undo.what] ?? "The last action can be undone.";
    return this.w(text, { number: apart(undo.number ?? "") });
  }

  // Why a button cannot be pressed, as meaning.js gives it: [text, values].
  why_not([text, values = {}]) {
    const filled = { ...values };
    if (values.number) filled.number = apart(values.number);
    if (values.time) filled.time = apart(clock_time(values.time, this.page.zone, { seconds: true }));
    return this.w(text, filled);
  }

  // The same away from its button, as the answer to a press of it: "No-show: from 10:38:20."
  answer(button, why) {
    const reason = this.why_not(why);
    if (WHOLE.has(why[0])) return reason;
    const [first] = reason;
    return this.w("%(button)s: %(reason)s", { button, reason: first.toLocaleLowerCase(this.page.locale) + reason.slice(first.length) });
  }

  undo_left_s(undo) {
    return Math.ceil((Date.parse(undo.until) - now_ms()) / 1000);
  }
}
