// Waiting for a person, without haste: counting down where they can see it.

export const WARNING_S = 20; // how long whoever is still there has to say so

// Calls tick(seconds left) now and every second, then over(). Returns what stops it.
export function countdown(seconds, tick, over) {
  let left = seconds;
  tick(left);
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return tick(left);
    clearInterval(timer);
    over();
  }, 1000);
  return () => clearInterval(timer);
}

// After quiet_s without a touch it warns for warning_s, then gives up on the person who left.
export class Patience {
  #stop = () => {};

  constructor({ quiet_s, warning_s, warn, over }) {
    Object.assign(this, { quiet_s, warning_s, warn, over });
  }

  // Somebody is there: the waiting begins again.
  renew() {
    this.rest();
    const timer = setTimeout(() => this.warnNow(), this.quiet_s * 1000);
    this.#stop = () => clearTimeout(timer);
  }

  // The warning begins, now or once more.
  warnNow() {
    this.#stop();
    this.#stop = countdown(this.warning_s, this.warn, this.over);
  }

  // Nobody is expected to do anything.
  rest() {
    this.#stop();
    this.#stop = () => {};
  }
}
