// Whether the page slept: its machine was suspended, or the browser stopped it. Pure.

// A page that runs looks every second; one that is merely busy is late by less.
const ASLEEP_MS = 15_000;
// The machine's clock may be set a little, now and then, without anybody having slept.
const SET_MS = 5000;

export class Wake {
  #ran_ms = null;
  #clock_ms = null;

  // To be told again and again how long the page runs (which may stand still in sleep) and the machine's clock.
  // Answers whether it slept since the last time, and how much of that the page's own time has missed.
  look(ran_ms, clock_ms) {
    const ran = ran_ms - (this.#ran_ms ?? ran_ms);
    const missed = clock_ms - (this.#clock_ms ?? clock_ms) - ran;
    this.#ran_ms = ran_ms;
    this.#clock_ms = clock_ms;
    const missed_ms = missed > SET_MS ? missed : 0;
    return { slept: ran > ASLEEP_MS || missed_ms > 0, missed_ms };
  }
}
