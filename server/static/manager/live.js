// Whether what a manager's page shows is live, and if not, since when.

import { clock_time, now_ms } from "/static/time.js";

export class Live {
  #lost = false;
  #place = document.getElementById("live");

  // `teller`: {w, page}, a page that carries `zone`.
  constructor(teller) {
    this.teller = teller;
  }

  ready() {
    this.#lost = false;
    this.#say("ready", this.teller.w("Live"));
  }

  lost() {
    if (this.#lost) return;
    this.#lost = true;
    const time = clock_time(now_ms(), this.teller.page.zone);
    this.#say("trouble", this.teller.w("No connection since %(time)s", { time }));
  }

  #say(state, text) {
    this.#place.dataset.state = state;
    this.#place.textContent = text;
  }
}
