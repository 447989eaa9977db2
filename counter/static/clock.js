// After a power cut a small computer does not know the time. Somebody who does is asked.

import { get, post } from "/static/api.js";
import { now_ms } from "/static/time.js";
import { apart } from "/static/words.js";
import { day_and_time } from "./time.js";

const ASK_MS = 60_000;
const at = (id) => document.getElementById(id);

export function ask_whether_clock_is_right(w, page) {
  let declined = false;

  async function look() {
    const health = await get("/api/health").catch(() => null);
    if (health) at("clock").hidden = health.clock.trusted;
    put_question();
  }

  function put_question() {
    if (!declined) at("clock-question").textContent = w("Is it %(time)s?", { time: apart(day_and_time(now_ms(), page.zone, page.locale)) });
  }

  at("clock-yes").addEventListener("click", async () => {
    await post("/api/clock", { trusted: true }).catch(() => null);
    await look();
  });
  at("clock-no").addEventListener("click", () => {
    declined = true;
    at("clock-question").textContent = w("Please have the clock of the office’s computer set.");
    at("clock-hint").textContent = w("The office works on; times may be wrong until then.");
    at("clock-yes").hidden = true;
    at("clock-no").hidden = true;
  });
  look();
  setInterval(look, ASK_MS);
}
