// Whether the office can be reached, asked by a request that costs it next to nothing.
//
// A websocket is not the way to find out: after a dozen that failed, browsers hold each further one back for seconds.
// It goes over connections of its own (`omit`), so that nothing else that this page waits for stands before it.

const ANSWERS_WITHIN_MS = 1000;

export async function answers() {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWERS_WITHIN_MS);
  const how = { method: "HEAD", cache: "no-store", credentials: "omit", signal: late.signal };
  try {
    return (await fetch("/socket.io/", how)).status < 500;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
