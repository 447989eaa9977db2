// What the office tells its staff: the printer's paper, a kiosk out of use, forgotten pauses. Beside the work, never
// upon it.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { notice } from "/static/troubles.js";
import { apart } from "/static/words.js";

const MOST = 4;
// What a page asks its reader about, in a place of its own.
const ASKED = new Set(["clock", "day"]);
const at = (id) => document.getElementById(id);
let drawn = "[[],[]]";

// `services`: {code: {name}} of the office; `others`: what this page has to say beside them, as `notice` gives it.
export function put_notices(w, notices, services, others = []) {
  const text = JSON.stringify([notices, others]);
  if (text === drawn) return;
  drawn = text;
  const told = [...together(notices, services).map((each) => notice(w, each)), ...others].sort((one, other) => (one.kind === "wrong" ? 0 : 1) - (other.kind === "wrong" ? 0 : 1));
  at("notices").hidden = told.length === 0;
  at("notices").replaceChildren(...told.slice(0, MOST).map(shown));
}

// All services that are interrupted in one notice: they must not push the others out.
function together(notices, services) {
  const paused = notices.filter(({ kind }) => kind === "service-paused").map(({ detail }) => apart(services[detail]?.name ?? detail));
  const others = notices.filter(({ kind }) => kind !== "service-paused" && !ASKED.has(kind));
  if (paused.length === 0) return others;
  // Not as a list of the language: in the names themselves stand “and” and commas.
  return [...others, { kind: "service-paused", name: paused.join(" · ") }];
}

function shown({ text, remedy, kind, symbol }) {
  return element("p", { class: `notice ${kind}` }, icon(symbol), element("span", {}, element("b", {}, text), " ", remedy));
}
