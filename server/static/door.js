// Whether this page is still ours. A machine that nobody lets in any more finds another page at the same address.

// Loads the page again if the office now shows another one here; does nothing where it still would show this one.
export async function knock() {
  try {
    const { status } = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (status === 401) location.reload();
  } catch {
    // The office is away: whoever listens to its news knocks again when it is back.
  }
}
