// The staff page: who works here, who is taken on, and who signed in. It looks again every few seconds.

import { get, post, Problem } from "/static/api.js";
import { read, words } from "/static/words.js";
import { Members } from "./members.js";
import { SignIns } from "./sign_ins.js";

const EVERY_MS = 3000;
const SHORTEST = 8;

const page = read("page");
const w = words(page.words);
const at = (id) => document.getElementById(id);

const members = new Members(at("members"), { w, me: page.me, time: moment, act, refuse: (text) => say("fault", text) });
const places = { body: at("sign-ins"), whose: at("whose"), none: at("no-sign-ins"), earlier: at("earlier") };
const signIns = new SignIns(places, { w, moment, trouble: (problem) => say("fault", told(problem)) });
let lost = null;

// ---------------------------------------------------------------- what is said

function say(id, text) {
  at(id).hidden = !text;
  at(id).querySelector("span").textContent = text ?? "";
}

// Why something was not done, in a sentence.
function told(problem) {
  if (!(problem instanceof Problem)) throw problem;
  return problem.status ? problem.detail : w("The office does not answer. Please try again.");
}

// ---------------------------------------------------------------- what is done

async function act(path, body, said) {
  say("done", null);
  try {
    await post(path, body);
    members.settle();
    say("fault", null);
    say("done", said);
  } catch (problem) {
    members.revert();
    say("fault", told(problem));
  }
  await look();
}

at("take-on").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (at("take").ariaBusy === "true") return;
  const name = at("name").value.trim();
  const password = at("password").value;
  say("take-on-fault", null);
  say("done", null);
  if (!name) return refused("name", w("A name, please."));
  if (password.length < SHORTEST) return refused("password", w("At least 8 characters, please."));
  at("take").ariaBusy = "true";
  try {
    await post("/api/staff", { name, role: at("role").value, password });
    at("take-on").reset();
    say("done", w("“%(name)s” may sign in.", { name }));
  } catch (problem) {
    say("take-on-fault", told(problem));
  } finally {
    at("take").ariaBusy = "false";
  }
  await look();
});

function refused(field, text) {
  say("take-on-fault", text);
  at(field).focus();
}

// ---------------------------------------------------------------- looking

async function look() {
  try {
    const { staff } = await get("/api/staff");
    members.show(staff);
    signIns.people(staff);
    await signIns.look();
    lost = null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401 || problem.status === 403) location.reload();
    lost ??= new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: page.zone }).format(new Date());
  }
  at("live").dataset.state = lost ? "trouble" : "ready";
  at("live").textContent = lost ? w("No connection since %(time)s", { time: lost }) : w("Live");
}

// The time of day; of another day also its date.
function moment(iso) {
  const date = { dateStyle: "medium" };
  const today = format(iso, date) === format(new Date().toISOString(), date);
  return format(iso, today ? { timeStyle: "short", hourCycle: "h23" } : { ...date, timeStyle: "short", hourCycle: "h23" });
}

function format(iso, options) {
  return new Intl.DateTimeFormat(page.locale, { ...options, timeZone: page.zone, numberingSystem: "latn" }).format(new Date(iso));
}

for (;;) {
  if (!document.hidden) await look();
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
