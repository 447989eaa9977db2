// What the phone and the office say to each other: by short requests, without a cookie. A phone must not take the
// place of a screen, so there is no socket.

const PATIENCE_MS = 10_000;
const PATH = `/api${location.pathname}`;

let tag = null;
let keys = {};

// The ticket, null when nothing has changed since. Throws when the office cannot be reached or does not answer it.
export async function ask() {
  const response = await request(PATH, tag === null ? {} : { headers: { "If-None-Match": tag } });
  if (response.status === 304) return null;
  const ticket = await told(response);
  tag = response.headers.get("ETag");
  keys = {}; // what is pressed now is about another state of the ticket
  return ticket;
}

// The next answer is told whole, whatever was heard before.
export function forget() {
  tag = null;
}

// Does one of the verbs, once however often it has to be said, and gives the ticket. Throws as well when the rules
// refuse it: {refused: true}.
export async function act(verb) {
  keys[verb] ??= [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
  const headers = { "Idempotency-Key": keys[verb] };
  // This page says nothing of where it is; here the office must hear that the request comes from its own page.
  const response = await request(`${PATH}/${verb}`, { method: "POST", headers, referrerPolicy: "strict-origin" });
  delete keys[verb];
  forget();
  return told(response);
}

async function request(path, { headers = {}, ...options }) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const spoken = { "Accept-Language": document.documentElement.lang, ...headers };
    const how = { credentials: "omit", cache: "no-store", ...options, headers: spoken, signal: patience.signal };
    return await fetch(path, how);
  } finally {
    clearTimeout(timer);
  }
}

async function told(response) {
  if (response.ok) return response.json();
  throw Object.assign(new Error(response.statusText), { refused: response.status === 409 });
}
