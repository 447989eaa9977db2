// What the room hears: while the display announces a call, the kiosk is quiet where both have one loudspeaker.

// As the display does it (display/static/announcements.js): chime, pause, the call, and the call again unless another
// one waits.
const CHIME_S = 2;
const AGAIN_AFTER_S = 4;
const LEAST_S = 4;
const UNKNOWN_S = 5; // a call whose sounds cannot be asked for
const BYTES_PER_S = 44_100; // of a WAV: 22,050 samples of two bytes

export class Room {
  #on;
  #first_ms = 0; // when the last call was said once
  #free_ms = 0;
  #timer = 0;

  // `on`: hold() when a call begins, release() when the room is free.
  constructor(on) {
    this.#on = on;
  }

  async heard({ parts }) {
    this.#quiet(performance.now() + CHIME_S * 1000); // at once: how long it takes is looked up meanwhile
    const said_s = await lengthOf(parts);
    const from_ms = Math.max(performance.now(), this.#first_ms);
    this.#first_ms = from_ms + Math.max(CHIME_S + said_s, LEAST_S) * 1000;
    this.#quiet(this.#first_ms + (AGAIN_AFTER_S + said_s) * 1000);
  }

  #quiet(until_ms) {
    this.#free_ms = until_ms;
    clearTimeout(this.#timer);
    this.#on.hold();
    this.#timer = setTimeout(() => this.#on.release(), until_ms - performance.now());
  }
}

async function lengthOf(parts) {
  const lengths = await Promise.all(parts.map(soundLength));
  return lengths.reduce((sum, length) => sum + length, 0);
}

async function soundLength(part) {
  try {
    const answer = await fetch(`/voice/${part}.wav`);
    return answer.ok ? (await answer.arrayBuffer()).byteLength / BYTES_PER_S : UNKNOWN_S / 2;
  } catch {
    return UNKNOWN_S / 2;
  }
}
