// A list that the office tells in parts, the newest first, each with its `seq`. Its beginning is read again and again;
// what was read of it before stays.

export class Newest {
  entries = [];
  more = false; // whether there are earlier ones than the last of them
  #turn = 0;

  // `ask(before)`: the newest, or those of a seq below `before`, as { found, more }.
  constructor(ask) {
    this.ask = ask;
  }

  // Reads the beginning. False: meanwhile another list is wanted. Throws a Problem.
  async look() {
    const turn = this.#turn;
    const { found, more } = await this.ask(null);
    if (turn !== this.#turn) return false;
    const last = found.at(-1)?.seq ?? 0;
    const joined = this.entries.some(({ seq }) => seq >= last); // else there are others in between
    const before = joined ? this.entries.filter(({ seq }) => seq < last) : [];
    if (before.length === 0) this.more = more;
    this.entries = [...found, ...before];
    return true;
  }

  // Reads on from the last one. False as above.
  async earlier() {
    const turn = this.#turn;
    const last = this.entries.at(-1)?.seq ?? null;
    const { found, more } = await this.ask(last);
    if (turn !== this.#turn || last !== (this.entries.at(-1)?.seq ?? null)) return false;
    this.entries = [...this.entries, ...found];
    this.more = more;
    return true;
  }

  // Another list from now on.
  anew() {
    this.#turn++;
    this.entries = [];
    this.more = false;
  }
}
