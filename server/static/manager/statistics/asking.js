// One question at a time: a newer one drops the answer of an older.

import { once, Problem, Unreachable } from "/static/api.js";

const PATIENCE_MS = 40_000; // the office itself gives up after 20 s

export class Asking {
  #latest = null;

  // The answer to the page's question, or null if a newer one was asked meanwhile. Throws a Problem.
  async ask(text) {
    this.#latest?.abort();
    const mine = (this.#latest = new AbortController());
    const is_old = () => this.#latest !== mine;
    try {
      const answer = await once(`/api/statistics/page?${text}`, { patience_ms: PATIENCE_MS, signal: mine.signal });
      return is_old() ? null : answer;
    } catch (error) {
      if (is_old()) return null;
      throw error instanceof Problem ? error : new Unreachable();
    }
  }
}
