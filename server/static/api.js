// The office's API. A command is a POST with a key of its own: sent again, it is still done only once.

const TRY_MS = 8000;
const PAUSES_MS = [300, 1000, 3000];

// What the server refused, or could not do: application/problem+json (RFC 9457).
export class Problem extends Error {
  constructor({ type = "", title = "", detail = "", status = 0 } = {}) {
    super(detail || title);
    this.kind = type.slice(type.lastIndexOf("/") + 1);
    this.title = title;
    this.detail = detail;
    this.status = status;
  }
}

// No answer at all, after every try. The command may or may not have been done: look before doing it again.
export class Unreachable extends Problem {
  constructor() {
    super({ type: "/problems/unreachable", title: "No connection" });
  }
}

// 128 random bits in hex. Not crypto.randomUUID: a page served over plain HTTP has none.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Answers the JSON of the reply. Throws a Problem, or Unreachable when the network fails to the last try.
export function post(path, body = {}, how = {}) {
  return command("POST", path, body, how);
}

// The same for what is decided as a whole.
export function put(path, body = {}, how = {}) {
  return command("PUT", path, body, how);
}

function command(method, path, body, { key = newKey(), headers = {} }) {
  return send(path, {
    method,
    headers: { "Content-Type": "application/json", "Idempotency-Key": key, ...headers },
    body: JSON.stringify(body),
  });
}

export function get(path, { headers = {} } = {}) {
  return send(path, { headers });
}

async function send(path, options) {
  for (const pause_ms of [...PAUSES_MS, null]) {
    try {
      return await once(path, options);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (pause_ms === null) throw new Unreachable();
    }
    await new Promise((resolve) => setTimeout(resolve, pause_ms));
  }
}

// One try, of at most `patience_ms`, or until `signal` gives it up. Answers the JSON of the reply. Throws a Problem, or
// an error of another kind where no whole answer came.
export async function once(path, { patience_ms = TRY_MS, signal, ...options } = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patience_ms);
  signal?.addEventListener("abort", () => patience.abort());
  try {
    // A refusal is told in the language of the page, whatever the browser was set up for.
    const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
    const response = await fetch(path, { cache: "no-store", ...options, headers, signal: patience.signal });
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : null;
    throw new Problem({ title: response.statusText, ...parsed(text), status: response.status });
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
