// What the forms of the manager's pages have in common: done once at a time, and refused beside the field.

import { element } from "/static/element.js";
import { icon } from "/static/icons.js";

const SHORTEST = 8;

// Whether a password has fewer characters than the office asks for.
export function too_short(password) {
  return [...password].length < SHORTEST;
}

// A line for why something was not done.
export function fault_line() {
  return element("p", { class: "error", role: "alert", hidden: true }, icon("error"), element("span", {}));
}

// Says why in a fault line, and lets its field be corrected; nothing takes it away.
export function refuse(line, why, field = null) {
  line.hidden = !why;
  line.querySelector("span").textContent = why ?? "";
  if (!field) return;
  field.ariaInvalid = String(Boolean(why));
  if (why) field.focus();
}

// A button that is pressed.
export function button(text, press, kind = "") {
  const made = element("button", { type: "button", class: `button ${kind}` }, text);
  made.addEventListener("click", press);
  return made;
}

// Does a deed once at a time; its button shows that it is under way.
export async function pressed(button, deed) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  try {
    await deed();
  } finally {
    button.ariaBusy = "false";
  }
}
