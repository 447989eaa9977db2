// Since when the wall is without a connection.

// A line that breaks for a moment is not worth a word.
const WORTH_MS = 1500;

export class Trouble {
  #clock;
  #changed;
  #timer;
  #since = null;

  // `changed()` is told when it begins and when it ends.
  constructor(clock, changed) {
    this.#clock = clock;
    this.#changed = changed;
  }

  // The office's time when the line broke, as "10:42"; null while there is one.
  get since() {
    return this.#since;
  }

  begin() {
    const at = this.#clock.text();
    this.#timer ??= setTimeout(() => {
      this.#since = at;
      this.#changed();
    }, WORTH_MS);
  }

  end() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#since = null;
    this.#changed();
  }
}
