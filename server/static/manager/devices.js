// The devices page: what was let in, what asks, the kiosks' PIN and pauses. It looks again every few seconds.

import { get, post, Problem } from "/static/api.js";
import { OUT_OF_USE } from "/static/devices.js";
import { element } from "/static/element.js";
import { read, words } from "/static/words.js";

const EVERY_MS = 3000;

const page = read("page");
const w = words(page.words);
const at = (id) => document.getElementById(id);

let known = null; // as the office told it last
let doing = null; // what is being asked of one row: { id, what: "revoke" | "rename" }
let code = null; // the code that was looked up
let lost = null;

// ---------------------------------------------------------------- what is seen

function draw() {
  if (!known) return;
  const rows = [{ ...known.here, id: 0, role: "kiosk", name: w("This computer") }, ...known.devices];
  keep(at("machines"), rows);
  at("nothing").hidden = known.devices.length > 0;
  at("asking").hidden = known.asking.length === 0;
  at("asking-title").textContent = w("%(n)s screen asks to be let in", { n: known.asking.length });
  at("asking-list").replaceChildren(...known.asking.map((each) => element("li", {}, whose(each))));
  at("pin-state").firstChild.textContent = w(
    known.pin ? "A PIN is set." : "No PIN is set: the staff corner of the kiosks stays closed.",
  );
}

// One row per machine; one that says the same as before stays, with whatever is typed into it.
function keep(body, machines) {
  const present = new Map([...body.children].map((row) => [row.dataset.id, row]));
  machines.forEach((machine, place) => {
    const said = said_of(machine);
    let row = present.get(String(machine.id));
    present.delete(String(machine.id));
    if (row?.dataset.said !== said) {
      const made = machine_row(machine);
      Object.assign(made.dataset, { id: machine.id, said });
      row?.replaceWith(made);
      row = made;
    }
    if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
  });
  for (const gone of present.values()) gone.remove();
}

// What makes a row another one. While somebody answers in it, nothing does.
function said_of({ seen_at, ...machine }) {
  if (doing?.id === machine.id) return JSON.stringify(doing);
  return JSON.stringify([machine, machine.connected ? null : seen_at]);
}

function machine_row(machine) {
  const { id, name, role, added_at, connected, seen_at } = machine;
  const what = doing?.id === id ? doing.what : null;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, what === "rename" ? rename_form(machine) : element("bdi", {}, name)),
    element("td", {}, w({ kiosk: "Kiosk", display: "Display" }[role] ?? "Program")),
    element("td", {}, added_at ? element("span", {}, date(added_at)) : ""),
    element("td", {}, last_seen(connected, seen_at)),
    element("td", {}, use(machine)),
    element("td", {}, id === 0 ? "" : what === "revoke" ? sure(machine) : deeds(machine)),
  );
}

function last_seen(connected, seen_at) {
  if (connected) return element("span", { class: "state", "data-state": "ready" }, w("now"));
  return element("span", { class: "muted" }, seen_at ? moment(seen_at) : w("not yet"));
}

function use({ kiosk, paused, name }) {
  if (!kiosk) return "";
  if (paused) {
    const back = element("button", { type: "button", class: "button" }, w("Take into use"));
    back.addEventListener("click", () => pause(kiosk, null));
    const reason = w(OUT_OF_USE[paused] ?? paused);
    return element("span", { class: "use" }, element("span", { class: "state", "data-state": "paused" }, w("Out of use: %(reason)s", { reason })), back);
  }
  const choice = element(
    "select",
    { "aria-label": name },
    element("option", { value: "" }, w("In use")),
    ...known.reasons.map((reason) =>
      element("option", { value: reason }, w("Out of use: %(reason)s", { reason: w(OUT_OF_USE[reason] ?? reason) })),
    ),
  );
  choice.addEventListener("change", () => pause(kiosk, choice.value || null));
  return choice;
}

function deeds({ id }) {
  return element("span", { class: "row" }, button(w("Rename"), () => begin(id, "rename"), "quiet"), button(w("Revoke"), () => begin(id, "revoke")));
}

function sure({ id, name }) {
  return element(
    "span",
    { class: "sure" },
    element("b", {}, w("Shall “%(name)s” lose its access at once?", { name })),
    button(w("Yes, revoke"), () => act(`/api/devices/${id}/revoke`, {}), "danger"),
    button(w("No"), () => begin(null)),
  );
}

function rename_form({ id, name }) {
  const field = element("input", { dir: "auto", maxlength: 64, value: name, "aria-label": w("Rename") });
  const form = element("form", { class: "rename" }, field, element("button", { class: "button" }, w("Save")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) act(`/api/devices/${id}/rename`, { name: field.value });
    else begin(null);
  });
  form.addEventListener("keydown", ({ key }) => key === "Escape" && begin(null));
  return form;
}

function button(text, press, kind = "") {
  const made = element("button", { type: "button", class: `button ${kind}` }, text);
  made.addEventListener("click", press);
  return made;
}

function whose({ role, address }) {
  return w("%(what)s at %(address)s", { what: w(role === "kiosk" ? "A kiosk" : "A display"), address: `\u2068${address}\u2069` });
}

function date(iso) {
  return format(iso, { dateStyle: "medium" });
}

function moment(iso) {
  const today = date(new Date().toISOString()) === date(iso);
  return format(iso, today ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
}

function format(iso, options) {
  return new Intl.DateTimeFormat(page.locale, { ...options, timeZone: page.zone, numberingSystem: "latn" }).format(new Date(iso));
}

// ---------------------------------------------------------------- what is done

function begin(id, what = null) {
  doing = id === null ? null : { id, what };
  fault("machine-fault", null);
  draw();
  if (id === null) return;
  const row = at("machines").querySelector(`[data-id="${id}"]`);
  const first = row.querySelector(what === "rename" ? "input" : ".sure .button:last-child");
  first.focus();
  if (what === "rename") first.select();
}

async function act(path, body) {
  try {
    await post(path, body);
    doing = null;
    fault("machine-fault", null);
  } catch (problem) {
    fault("machine-fault", problem);
  }
  await look();
}

function pause(kiosk, reason) {
  return act(`/api/kiosks/${kiosk}/pause`, { reason });
}

function fault(id, problem) {
  if (problem && !(problem instanceof Problem)) throw problem;
  const place = at(id);
  place.hidden = !problem;
  (place.querySelector("span") ?? place).textContent = !problem
    ? ""
    : problem.status
      ? problem.detail
      : w("The office does not answer. Please try again.");
  const field = place.parentElement.querySelector("input");
  if (field && place.classList.contains("error")) field.ariaInvalid = problem ? "true" : "false";
}

async function submitted(event, press, fault_id, deed) {
  event.preventDefault();
  if (at(press).ariaBusy === "true") return;
  at(press).ariaBusy = "true";
  fault(fault_id, null);
  try {
    await deed();
  } catch (problem) {
    fault(fault_id, problem);
  } finally {
    at(press).ariaBusy = "false";
  }
  look();
}

function step(looked_up) {
  at("look").hidden = looked_up;
  at("let-in").hidden = !looked_up;
  at(looked_up ? "machine-name" : "code").value = "";
  at(looked_up ? "machine-name" : "code").focus();
}

at("look").addEventListener("submit", (event) =>
  submitted(event, "look-up", "code-fault", async () => {
    at("paired").hidden = true;
    if (!at("code").value.trim()) return at("code").focus();
    const found = await post("/api/devices/asking", { code: at("code").value });
    code = at("code").value;
    at("whose").textContent = whose(found);
    step(true);
  }),
);

at("let-in").addEventListener("submit", (event) =>
  submitted(event, "let-it-in", "name-fault", async () => {
    if (!at("machine-name").value.trim()) throw new Problem({ status: 422, detail: w("This name does not work") });
    const { name } = await post("/api/devices/pair", { code, name: at("machine-name").value });
    step(false);
    at("paired").hidden = false;
    at("paired").querySelector("span").textContent = w("“%(name)s” is let in.", { name });
  }),
);

at("not-this").addEventListener("click", () => {
  fault("name-fault", null);
  step(false);
});

at("set-pin").addEventListener("submit", (event) =>
  submitted(event, "save-pin", "pin-fault", async () => {
    at("pin-saved").hidden = true;
    if (!at("pin").value.trim()) return at("pin").focus();
    await post("/api/devices/pin", { pin: at("pin").value });
    at("pin").value = "";
    at("pin-saved").hidden = false;
    at("pin-saved").querySelector("span").textContent = w("The PIN is changed. Tell it to those who look after the kiosks.");
  }),
);

// ---------------------------------------------------------------- looking

async function look() {
  try {
    known = await get("/api/devices");
    lost = null;
    draw();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401) location.reload();
    lost ??= new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: page.zone }).format(new Date());
  }
  at("live").dataset.state = lost ? "trouble" : "ready";
  at("live").textContent = lost ? w("No connection since %(time)s", { time: lost }) : w("Live");
}

for (;;) {
  if (!document.hidden) await look();
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
