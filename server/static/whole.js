// Where a script did not come, a page shows nothing, and nobody at a kiosk or a wall can help it: as soon as the
// office answers, it is loaded again. This is no module itself, so that it runs before one of them can be missing.

const AGAIN_MS = 1000;

addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && setTimeout(loadAgain, AGAIN_MS), true);

async function loadAgain() {
  try {
    await fetch("/socket.io/", { method: "HEAD", cache: "no-store" });
    location.reload();
  } catch {
    setTimeout(loadAgain, AGAIN_MS);
  }
}
