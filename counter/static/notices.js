// What the office tells its staff: the printer's paper, a kiosk out of use. Beside the work, never upon it.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";
import { notice } from "./printer.js";

const MOST = 3;
const at = (id) => document.getElementById(id);
let drawn = "[]";

export function put_notices(w, notices) {
  const text = JSON.stringify(notices);
  if (text === drawn) return;
  drawn = text;
  const told = notices.map((each) => notice(w, each)).sort((one, other) => (one.kind === "wrong" ? 0 : 1) - (other.kind === "wrong" ? 0 : 1));
  at("notices").hidden = told.length === 0;
  at("notices").replaceChildren(...told.slice(0, MOST).map(shown));
}

function shown({ text, remedy, kind, symbol }) {
  return element("p", { class: `notice ${kind}` }, icon(symbol), element("span", {}, element("b", {}, text), " ", remedy));
}
