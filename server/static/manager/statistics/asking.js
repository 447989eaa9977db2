// One question at a time: a newer one drops the answer of an older.

import { Problem, Unreachable } from "/static/api.js";

const PATIENCE_MS = 40_000; // the office itself gives up after 20 s

export class Asking {
  #latest = null;

  // The answer to the page's question, or null if a newer one was asked meanwhile. Throws a Problem.
  async ask(text) {
    this.#latest?.abort();
    const patience = (this.#latest = new AbortController());
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    const is_old = () => this.#latest !== patience;
    try {
      const answer = await read(`/api/statistics/page?${text}`, patience.signal);
      return is_old() ? null : answer;
    } catch (error) {
      if (is_old()) return null;
      throw error instanceof Problem ? error : new Unreachable();
    } finally {
      clearTimeout(timer);
    }
  }
}

async function read(path, signal) {
  const headers = { "Accept-Language": document.documentElement.lang };
  const response = await fetch(path, { cache: "no-store", headers, signal });
  const told = await response.json().catch(() => ({ title: response.statusText }));
  if (response.ok) return told;
  throw new Problem({ ...told, status: response.status });
}
