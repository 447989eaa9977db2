// The staff page: who works here, who is added, and who signed in. It looks again every few seconds.

import { get, post } from "/static/api.js";
import { told } from "/static/told.js";
import { apart, read, words } from "/static/words.js";
import { pressed, refuse, too_short } from "./forms.js";
import { Looking } from "./looking.js";
import { Members } from "./members.js";
import { SignIns } from "./sign_ins.js";

const page = read("page");
const teller = { page, w: words(page.words) };
const { w } = teller;
const at = (id) => document.getElementById(id);

const looking = new Looking(teller, see);
const members = new Members(at("members"), teller, send);
const places = { body: at("sign-ins"), whose: at("whose"), none: at("no-sign-ins"), earlier: at("earlier"), fault: at("sign-ins-fault") };
const sign_ins = new SignIns(places, teller);

async function see() {
  const { staff } = await get("/api/staff");
  members.show(staff);
  sign_ins.people(staff);
  await sign_ins.look();
}

// Does it, and answers why it was not done, or nothing.
async function send(path, body) {
  members.hush();
  try {
    await post(path, body);
  } catch (problem) {
    return told(w, problem);
  }
  looking.look();
}

// ---------------------------------------------------------------- somebody new

// Beside which field a refusal stands.
const FIELDS = { "name-taken": "name", "bad-name": "name", "bad-password": "password" };

async function add() {
  const name = at("name").value.trim();
  const password = at("password").value;
  at("added").hidden = true;
  for (const field of ["name", "password"]) refuse(at(`${field}-fault`), null, at(field));
  refuse(at("newcomer-fault"), null);
  if (!name) return refused("name", w("A name, please."));
  if (too_short(password)) return refused("password", w("At least 8 characters, please."));
  try {
    await post("/api/staff", { name, role: at("role").value, password });
  } catch (problem) {
    const why = told(w, problem);
    return problem.kind in FIELDS ? refused(FIELDS[problem.kind], why) : refuse(at("newcomer-fault"), why);
  }
  at("newcomer").reset();
  at("added").hidden = false;
  at("added").querySelector("span").textContent = w(
    "“%(name)s” signs in with “%(password)s” now, and then chooses another one: please tell them.",
    { name: apart(name), password: apart(password) },
  );
  await looking.look();
}

function refused(field, why) {
  refuse(at(`${field}-fault`), why, at(field));
}

at("newcomer").addEventListener("submit", (event) => {
  event.preventDefault();
  pressed(at("add"), add);
});

looking.keep();
