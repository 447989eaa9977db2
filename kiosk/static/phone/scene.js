// What of the page is true of a ticket: the same as `moods` and `values_of` in kiosk/phone.py. Pure.

export const NEAR = 3;

// The moods of a ticket, the first of them the scene.
export function moods({ state, may, ahead, approach, call_count, keeps_place, keeps_until }) {
  if (may.return) {
    const kept = !keeps_place ? "losing" : keeps_until ? "keeping" : "lasting";
    return [state === "missed" ? "missed" : "incomplete", kept, "return"];
  }
  const found = [state === "missed" ? "unserved" : state];
  if (state === "waiting") found.push(ahead <= NEAR ? "near" : "far");
  if (state === "called") found.push(approach ? "approach" : "go", call_count > 1 ? "again" : "first");
  if (may.cancel) found.push("cancel");
  return found;
}

// The counter, and times of day in the office's zone: that is how the office writes them.
export function values({ counter, called_at, keeps_until }) {
  return { n: counter ?? "", called: called_at?.slice(11, 16) ?? "", until: keeps_until?.slice(11, 16) ?? "" };
}
