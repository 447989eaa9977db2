// What every view of the panel is made of: buttons with their keys, questions in place, commands sent once.

import { newKey, post } from "/static/api.js";
import { element } from "/static/element.js";
import { icon } from "/static/icons.js";

// An answer that comes sooner than this needs no sign that it is under way.
export const SLOW_MS = 80;

// A command keeps its key until there is an answer: pressed again after a silence, it is still done only once.
export class Sender {
  #said = "";
  #key = "";

  async post(path, body = {}) {
    const said = `${path} ${JSON.stringify(body)}`;
    if (said !== this.#said) this.#key = newKey();
    this.#said = said;
    try {
      const answer = await post(path, body, { key: this.#key });
      this.#said = "";
      return answer;
    } catch (problem) {
      if (problem.kind !== "unreachable") this.#said = "";
      throw problem;
    }
  }
}

// Does a deed once at a time; its button shows that it is under way. `tell(problem)` says why it was not done.
export async function doing(button, deed, tell) {
  if (button.dataset.doing) return;
  button.dataset.doing = "true";
  const slow = setTimeout(() => button.setAttribute("aria-busy", "true"), SLOW_MS);
  try {
    await deed();
  } catch (problem) {
    if (problem.status === 401) location.reload();
    else tell(problem);
  } finally {
    clearTimeout(slow);
    delete button.dataset.doing;
    button.removeAttribute("aria-busy");
  }
}

// What went wrong, in words.
export function told(w, problem) {
  if (problem.kind === undefined) throw problem;
  if (problem.kind === "unreachable") return w("There is no answer. Press again when the connection is back: it is done only once.");
  return problem.detail || problem.title;
}

// A button of the panel, with the key that presses it, or several. `why`: the reason why it cannot be pressed.
export function action({ name, key, symbol, label, why = null, kind = "", press }) {
  const keys = [key].flat().filter(Boolean);
  const button = element(
    "button",
    { type: "button", class: `button start wide ${kind}`, "data-act": name, "data-panel-key": keys.join(" ") || null, "aria-disabled": why ? "true" : null },
    symbol && icon(symbol),
    element("span", {}, label, why && element("span", { class: "why" }, why)),
    ...keys.map((each) => element("kbd", { class: "key" }, each)),
  );
  button.addEventListener("click", () => why || press(button));
  return button;
}

// Buttons in their place, where others stood: the one that has the focus keeps it.
export function put_acts(place, rows) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  place.replaceChildren(...rows.filter(Boolean));
  if (focused) place.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
}

// One of a few, as radio buttons: `options` are {value, label, symbol?, note?, closed?}. With `keys`, digits choose;
// `tiles` stand beside each other.
export function choices({ name, legend, options, chosen = null, keys = false, tiles = false }) {
  const rows = options.map(({ value, label, symbol, note, closed }, index) =>
    element(
      "label",
      { class: closed ? "option closed" : "option" },
      element("input", { type: "radio", name, value, required: true, checked: value === chosen, "data-panel-key": keys && index < 9 ? index + 1 : null }),
      symbol && icon(symbol),
      element("span", { class: "says" }, label, note && element("small", { class: "why" }, note)),
      keys && index < 9 && element("kbd", { class: "key" }, String(index + 1)),
    ),
  );
  return element("fieldset", { class: tiles ? "choices tiles" : "choices" }, element("legend", { class: "label" }, legend), ...rows);
}

// A line for what was refused, in place.
export function refusal_line() {
  return element("p", { class: "notice wrong refused", role: "alert", hidden: true });
}

export function refuse(line, text) {
  line.textContent = text;
  line.hidden = !text;
  if (text) line.scrollIntoView({ block: "nearest" });
}

// A question in place: what is about to happen, perhaps one of a few, and the two ways out of it.
// `send(value)` is what the first does, `leave()` the other; `missing` is said when nothing was chosen.
export function question({ w, text, heading = null, options = [], chosen = null, legend = "", yes, kind = "main", missing = "", send, leave }) {
  const refused = refusal_line();
  const go = element("button", { class: `button wide ${kind}` }, yes);
  const keep = element("button", { type: "button", class: "button wide", "data-act": "keep" }, w("No, leave it as it is"));
  const form = element(
    "form",
    { class: "question", novalidate: true },
    heading && element("h3", {}, heading),
    text && element("p", {}, text),
    options.length > 0 && choices({ name: "choice", legend, options, chosen, keys: true }),
    refused,
    go,
    keep,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = new FormData(form).get("choice");
    if (options.length > 0 && value === null) refuse(refused, missing);
    else doing(go, () => send(value), (problem) => refuse(refused, told(w, problem)));
  });
  keep.addEventListener("click", leave);
  return form;
}
