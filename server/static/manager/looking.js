// A manager's page that looks again every few seconds.

import { Problem } from "/static/api.js";
import { heard } from "/static/time.js";
import { Live } from "./live.js";

const EVERY_MS = 3000;

export class Looking {
  #live;
  #read;
  #last = Promise.resolve();

  // `teller`: {w, page}, a page that carries `now` and `zone`; `read()` reads and shows, or throws a Problem.
  constructor(teller, read) {
    this.#live = new Live(teller);
    this.#read = read;
    heard(teller.page.now);
  }

  // Looks once more, after any look that is under way: what was read before a change is never shown after it.
  look() {
    this.#last = this.#last.catch(() => {}).then(() => this.#once());
    return this.#last;
  }

  // Who may not see this page any more is led to the sign-in, or to a counter, who works there now.
  async #once() {
    try {
      await this.#read();
      this.#live.ready();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.kind === "not-allowed") location.assign("/counter");
      else if (problem.status === 401 || problem.status === 403) location.reload();
      this.#live.lost();
    }
  }

  // Looks from now on, as long as the page is seen.
  async keep() {
    for (;;) {
      if (!document.hidden) await this.look();
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}
