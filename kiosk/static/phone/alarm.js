// How the phone tells its owner: sound, vibration, a screen that stays on. A browser grants all three only after a
// touch, and the last one only over https.

const PATTERN_MS = [400, 200, 400, 200, 800];
// Two soft strokes of a bell, thrice: hertz, and when it begins (s).
const STROKES = [0, 1.2, 2.4].flatMap((at) => [
  [659, at],
  [523, at + 0.35],
]);
const FADES_S = 0.9;

let sound = null;
let lock = null;
let armed = false;

export const vibrates = "vibrate" in navigator;

// Call inside a touch. True when the screen will stay on.
export async function arm() {
  armed = true;
  sound ??= window.AudioContext ? new AudioContext() : null;
  sound?.resume();
  if (vibrates) navigator.vibrate(60);
  return stayAwake();
}

// Also after the page was hidden: the lock does not outlast that.
export async function stayAwake() {
  if (!armed || !navigator.wakeLock || document.hidden) return false;
  if (lock && !lock.released) return true;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    return false; // the battery is low, or the owner has forbidden it
  }
  return true;
}

export function rest() {
  lock?.release();
  lock = null;
  armed = false;
}

export function ring() {
  if (!armed) return;
  if (vibrates) navigator.vibrate(PATTERN_MS);
  sound?.resume();
  for (const [hertz, at] of sound ? STROKES : []) stroke(hertz, sound.currentTime + at);
}

function stroke(hertz, at) {
  const tone = sound.createOscillator();
  const loud = sound.createGain();
  tone.frequency.value = hertz;
  loud.gain.setValueAtTime(0, at);
  loud.gain.linearRampToValueAtTime(0.5, at + 0.02);
  loud.gain.exponentialRampToValueAtTime(0.001, at + FADES_S);
  tone.connect(loud).connect(sound.destination);
  tone.start(at);
  tone.stop(at + FADES_S);
}
