// The calls that the wall knows, newest first. Pure: no page, no clock.

const KEPT = 500; // as many as may wait to be announced
// A day begins anew only after three hours without a call: what is older belongs to no present queue.
const STALE_MS = 3 * 60 * 60 * 1000;

export class Calls {
  #calls = [];

  // What stands, as a snapshot tells it: the last calls, and the ids of all that stand. Of these some may be known
  // that are no longer among the last, and still wait to be announced.
  begin(calls, standing = []) {
    const ids = new Set(calls.map(({ call }) => call));
    const known = this.#calls.filter(({ call }) => standing.includes(call) && !ids.has(call));
    this.#calls = [...calls, ...known].sort(newestFirst);
  }

  add(call) {
    if (this.#calls.some((known) => known.call === call.call)) return;
    this.#calls = [call, ...this.#calls].sort(newestFirst).slice(0, KEPT);
  }

  // What stands for a number now, or null: its other calls were taken back.
  settle(number, stands) {
    this.#calls = this.#calls.filter((known) => known.number !== number || known.call === stands?.call);
    if (stands) this.add(stands);
  }

  find(id) {
    return this.#calls.find(({ call }) => call === id);
  }

  has(id) {
    return this.find(id) !== undefined;
  }

  // Each number once, by its latest call; nothing older than three hours before `now_ms`.
  list(now_ms) {
    const seen = new Set();
    return this.#calls.filter(({ number, at }) => {
      if (seen.has(number) || now_ms - Date.parse(at) > STALE_MS) return false;
      seen.add(number);
      return true;
    });
  }
}

function newestFirst(one, other) {
  return other.call - one.call;
}
