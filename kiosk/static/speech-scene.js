// What stands on the screen, in codes and ids, and the sentences that the office makes of it (kiosk/speech.py).

import * as keys from "./keys.js";
import { WARNING_S } from "./patience.js";

const WITHIN_MS = 5000;

// The sentences of `screen`, with whatever of `more` is otherwise; null when the office does not answer.
export async function sentencesOf(scene, screen, more) {
  try {
    const response = await fetch("/kiosk/speech", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ ...described(scene, screen), ...more }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    return response.ok ? (await response.json()).sentences : null;
  } catch {
    return null; // nobody answered, or not in time
  }
}

function described({ visit, receipt }, screen) {
  return {
    screen,
    language: visit.language,
    by_key: visit.modes.keys,
    options: controls(),
    category: visit.category ?? null,
    service: visit.service,
    step: visit.step ?? "",
    priority: visit.priority,
    ticket: visit.ticket?.id ?? null,
    problem: visit.problem?.kind ?? "",
    status: visit.problem?.status ?? 0,
    receipt: receipt.state ?? "none",
    receipt_problem: receipt.problem ?? null,
    seconds: WARNING_S,
  };
}

// Every control that can be reached, as [name, its digit or null].
function controls() {
  const numbered = keys.options();
  return keys.controls().map((button) => [nameOf(button), numbered.indexOf(button) + 1 || null]);
}

// As the office knows a control: by its id, or by its room and key.
export function nameOf(button) {
  return button.id || `${button.parentElement.id}:${button.dataset.key}`;
}
