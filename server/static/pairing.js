// A screen that asks to be let in: shows its code until a manager has entered it, then loads the page that was meant.

import { read } from "/static/words.js";

const EVERY_MS = 2000;
const PATIENCE_MS = 8000;

const { role } = read("pairing");
const at = (id) => document.getElementById(id);

async function ask() {
  const response = await fetch("/api/pairing", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ role }),
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: response.status, answer: response.ok ? await response.json() : null };
}

function show({ code, renewed_in_s }) {
  const text = `${code.slice(0, 3)}\u00a0${code.slice(3)}`;
  if (at("code").textContent === text) return;
  at("code").textContent = text;
  for (const running of at("left").getAnimations()) running.cancel();
  at("left").animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: renewed_in_s * 1000, fill: "forwards" });
}

function trouble(kind) {
  at("away").hidden = kind !== "away";
  at("many").hidden = kind !== "many";
  at("code").classList.toggle("stale", kind !== null);
}

for (;;) {
  try {
    const { status, answer } = await ask();
    trouble(answer ? null : status === 429 ? "many" : "away");
    if (answer?.state === "paired") {
      location.reload();
      break;
    }
    if (answer) show(answer);
  } catch {
    trouble("away"); // nobody answers, or not in time, or something that is no answer of ours
  }
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
