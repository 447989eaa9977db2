// The manager's first page: how the room is now and how the day goes so far, as the news tell it.

import { percent } from "/static/charts/labels.js";
import { follow } from "/static/news.js";
import { clock_time, now_ms } from "/static/time.js";
import { read, words } from "/static/words.js";
import { calls, exceptions } from "./calls.js";
import { Equipment } from "./equipment.js";
import { behind, percentile, verdict } from "./figures.js";
import { Live } from "./live.js";
import { Room } from "./room.js";
import { Turning } from "./turning.js";

const TICK_MS = 5000;

const page = read("page");
const teller = { page, w: words(page.words) };
const { w } = teller;
const at = (id) => document.getElementById(id);

const live = new Live(teller);
const room = new Room(teller);
const equipment = new Equipment(teller);
const turning = new Turning(w);

function show(today) {
  dated(today);
  room.show(today);
  put_level(today);
  for (const name of ["taken", "served", "open"]) put(name, { value: today[name] });
  put("left", { value: today.left.count, note: share_of(today.left.share, today.left.of) });
  put("no-show", {
    value: today.no_show.count,
    note: today.no_show.called ? w("of %(n)s called", { n: today.no_show.called }) : w("Nobody is called yet"),
  });
  put_spread("wait", today.wait);
  put_spread("service-time", today.service_time);
  exceptions(today);
  calls(teller, today);
  turning.show(today);
}

// Whether the figures are of this moment; and if not, of which: then nothing goes on counting.
let stale = false;

function put_stale(is_so) {
  if (stale === is_so) return;
  stamp();
  stale = is_so;
  at("stale").hidden = !stale;
  at("stale").lastChild.textContent = stale ? w("The figures are of %(time)s: there is no connection.", { time: at("as-of").dataset.time }) : "";
  document.body.classList.toggle("stale", stale);
}

function stamp() {
  if (stale) return;
  const time = clock_time(now_ms(), page.zone);
  at("as-of").dataset.time = time;
  at("as-of").textContent = w("As of %(time)s", { time });
}

function dated({ day, provisional }) {
  at("date").textContent = day ? long_date(day.date) : w("No day has begun yet");
  at("provisional").hidden = !day;
  at("provisional").lastChild.textContent = w(provisional ? "Provisional: the day is still running" : "The day is over: the next ticket begins a new one");
  at("report").hidden = !day;
  if (!day) return;
  at("report").href = `/manager/report/${day.date}`;
  at("statistics").href = `/manager/statistics?from=${day.date}&to=${day.date}`;
}

function put(id, { value, note = "" }) {
  at(id).querySelector("[data-value]").textContent = value;
  at(id).querySelector("[data-note]").textContent = note;
}

// How many were called within their target: of all, and beside it of those who were called.
function put_level({ level: { strict, served, of }, goal, provisional }) {
  const { reached, text } = verdict(w, page.locale, strict, { goal, provisional });
  put("level", {
    value: strict === null ? "–" : said(strict),
    note: strict === null ? w("Nobody is called yet") : `${w("of those who were called: %(share)s", { share: said(served ?? 0) })} · ${w("n = %(n)s", { n: of })}`,
  });
  at("level").querySelector(".meter").style.setProperty("--share", strict ?? 0);
  at("level").querySelector(".meter").style.setProperty("--goal", goal / 100);
  at("level").dataset.reached = reached ?? "";
  at("goal").textContent = text;
}

function share_of(share, n) {
  return n ? `${said(share)} · ${w("n = %(n)s", { n })}` : "";
}

function said(share) {
  return percent(page.locale, share);
}

function put_spread(id, figure) {
  for (const [name, value] of [["median", figure.median_s], ["p90", figure.p90_s]]) {
    const place = at(id).querySelector(`[data-${name}]`);
    place.textContent = percentile(w, value);
    place.classList.toggle("long", typeof value === "object" && value !== null);
    at(id).querySelector(`[data-${name}-few]`).hidden = value !== null;
  }
  at(id).querySelector("[data-note]").textContent = behind(w, figure);
}

// The date of the business day is a date, not a moment: no zone may turn it.
function long_date(date) {
  const options = { dateStyle: "full", numberingSystem: "latn", timeZone: "UTC" };
  return new Intl.DateTimeFormat(page.locale, options).format(new Date(`${date}T00:00:00Z`));
}

at("print").addEventListener("click", () => window.print());

// On paper every definition stands open.
let opened = [];
window.addEventListener("beforeprint", () => {
  stamp();
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const details of opened) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});

show(page.today);
stamp();
follow("/manager", {
  snapshot: (data) => {
    show(data.today);
    equipment.show(data);
    live.ready();
    put_stale(false);
  },
  news: (data) => {
    if (data.today) show(data.today);
  },
  lost: ({ kind }) => {
    if (kind === "not-signed-in") location.reload();
    live.lost();
    put_stale(true);
  },
  back: () => live.ready(),
});
setInterval(() => {
  if (stale) return;
  room.tick();
  stamp();
}, TICK_MS);
