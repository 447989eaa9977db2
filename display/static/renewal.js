// The page itself grows old: after the office's programs were renewed it is loaded anew, when nobody is being called.

// `idle()` tells whether this is such a moment. The answer is called when one begins; its `look()` asks the office
// which version it is of: at the beginning, and whenever it is back.
export function renewal(idle) {
  let version = null;
  let due = false;

  function renew() {
    if (due && idle()) location.reload();
  }

  renew.look = async () => {
    try {
      const response = await fetch("/api/health", { cache: "no-store" });
      const told = (await response.json()).version;
      due = version !== null && told !== version;
      version ??= told;
      renew();
    } catch {
      // It is away again: it is asked when it is back.
    }
  };
  return renew;
}
