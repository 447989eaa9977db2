// The devices page: what was let in, what asks, the kiosks' PIN and pauses. It looks again every few seconds.

import { get, post, Problem } from "/static/api.js";
import { element } from "/static/element.js";
import { told } from "/static/told.js";
import { read, words } from "/static/words.js";
import { pressed } from "./forms.js";
import { Looking } from "./looking.js";
import { Machines } from "./machines.js";

const page = read("page");
const w = words(page.words);
const at = (id) => document.getElementById(id);

const looking = new Looking({ w, page }, see);
const machines = new Machines(at("machines"), { w, page, act, clear: () => fault("machine-fault", null) });

let known = null; // as the office told it last
let code = null; // the code that was looked up

// ---------------------------------------------------------------- what is seen

function draw() {
  if (!known) return;
  machines.show(known);
  at("nothing").hidden = known.devices.length > 0;
  at("asking").hidden = known.asking.length === 0;
  at("asking-title").textContent = w("%(n)s screen asks to be let in", { n: known.asking.length });
  at("asking-list").replaceChildren(...known.asking.map((each) => element("li", {}, whose(each))));
  at("pin-state").firstChild.textContent = w(
    known.pin ? "A PIN is set." : "No PIN is set: the staff corner of the kiosks stays closed.",
  );
}

function whose({ role, address }) {
  return w("%(what)s at %(address)s", { what: w(role === "kiosk" ? "A kiosk" : "A display"), address: `\u2068${address}\u2069` });
}

// ---------------------------------------------------------------- what is done

async function act(path, body) {
  try {
    await post(path, body);
    machines.settle();
    fault("machine-fault", null);
  } catch (problem) {
    fault("machine-fault", problem);
  }
  await looking.look();
}

function fault(id, problem) {
  const place = at(id);
  place.hidden = !problem;
  (place.querySelector("span") ?? place).textContent = problem ? told(w, problem) : "";
  const field = place.parentElement.querySelector("input");
  if (field && place.classList.contains("error")) field.ariaInvalid = problem ? "true" : "false";
}

async function submitted(event, press, fault_id, deed) {
  event.preventDefault();
  await pressed(at(press), async () => {
    fault(fault_id, null);
    await deed().catch((problem) => fault(fault_id, problem));
  });
  looking.look();
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

async function see() {
  known = await get("/api/devices");
  draw();
}

looking.keep();
