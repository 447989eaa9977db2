// How long the page waits before it asks again (ms). Pure.

import { NEAR } from "./scene.js";

const SOON_MS = 3_000;
const LATE_MS = 20_000;
const LONGEST_MS = 60_000;
// Nothing but an undoing or a member of staff can change these.
const RESTING = { serving: 10_000, held: 10_000, missed: 10_000, finished: LATE_MS, cancelled: LATE_MS };

// null: nothing will come any more. `failures`: how often in a row the office could not be reached.
export function pause_ms({ state, ahead, day_over }, failures, random = Math.random()) {
  if (failures) return Math.min(SOON_MS * 2 ** (failures - 1), LONGEST_MS) * (0.75 + random / 2);
  if (day_over || state === "unserved") return null;
  if (state === "waiting") return Math.min(Math.max(SOON_MS, (ahead - NEAR) * 2_000 + SOON_MS), LATE_MS);
  return RESTING[state] ?? SOON_MS;
}
