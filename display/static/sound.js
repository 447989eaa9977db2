// What is heard: a chime, and the parts of a call one after the other without a gap.
//
// A wall that is not to be heard, or that its browser keeps silent, waits as long as the sounds last: the walls of
// one room show the same call at the same time.

const LOAD_WITHIN_MS = 6000;
const LOAD_AGAIN_AFTER_MS = 800;
const LEAD_S = 0.05;
const PARTS_OF_A_LANGUAGE = 2; // the ticket, the counter
const BETWEEN_LANGUAGES_S = 0.3;
const STALLED_S = 1;
const TOUCH_SHOWS_WITHIN_MS = 300;

export class Sound {
  #context = null;
  #address;
  #chime = null;
  #changed;
  #speaks = true;

  // `chime` is its address; `changed(allowed)` is told whenever the browser allows or refuses sound.
  constructor(chime, changed) {
    this.#address = chime;
    this.#changed = changed;
    this.#renew();
  }

  // Whether the browser lets us be heard.
  get allowed() {
    return this.#context.state === "running";
  }

  // Whether this wall is the one that is to be heard.
  get speaks() {
    return this.#speaks;
  }

  set speaks(speaks) {
    this.#speaks = speaks;
    if (speaks && !this.allowed) this.enable();
  }

  // Asks the browser for sound: it may want to see a touch first.
  async enable() {
    this.#context.resume().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, TOUCH_SHOWS_WITHIN_MS));
    this.#changed(this.allowed);
  }

  // `aloud`: whether it is to be heard, or only to take its time. `begun()` is called when it is about to be heard.
  // Resolves to whether it was heard to its end.
  async chime(aloud, signal, begun) {
    const chime = await (this.#chime ??= this.#load(this.#address));
    if (!chime) this.#chime = null; // it is fetched again for the next call
    let heard = false;
    if (chime && !signal.aborted) await this.#play([chime], aloud, signal, () => (heard = true), begun);
    return heard;
  }

  // The parts as sounds, null for one that cannot be had.
  load(parts) {
    this.#chime ??= this.#load(this.#address);
    return Promise.all(parts.map((part) => this.#load(`/voice/${part}.wav`)));
  }

  // `spoken(part)` is called when the part of that index was heard to its end.
  async speak(sounds, aloud, signal, spoken) {
    if (!signal.aborted) await this.#play(sounds, aloud, signal, spoken);
  }

  #load(address) {
    return this.#fetch(address).catch(() => null);
  }

  async #fetch(address) {
    const within = AbortSignal.timeout(LOAD_WITHIN_MS);
    let response = await fetch(address, { signal: within });
    if (!response.ok) {
      await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_AFTER_MS));
      response = await fetch(address, { signal: within });
    }
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return this.#context.decodeAudioData(await response.arrayBuffer());
  }

  #play(sounds, aloud, signal, spoken, begun = () => {}) {
    const plan = planned(sounds);
    if (!plan.length) return Promise.resolve();
    if (!aloud || !this.allowed) return pause(1000 * plan.at(-1).end_s, signal);
    const context = this.#context;
    const begun_s = context.currentTime;
    const begun_ms = performance.now();
    begun();
    return new Promise((resolve) => {
      const sources = plan.map((each) => ({ ...each, source: scheduled(context, each, begun_s) }));
      const last = sources.at(-1).source;
      for (const { source, part } of sources) {
        source.onended = () => {
          source.disconnect();
          if (!signal.aborted) spoken(part);
          if (source === last) resolve();
        };
      }
      signal.addEventListener("abort", () => {
        for (const { source } of sources) source.stop();
        const waited_s = (performance.now() - begun_ms) / 1000;
        if (waited_s > STALLED_S && context.currentTime - begun_s < waited_s / 2) this.#renew();
        resolve();
      });
    });
  }

  // A device that went away leaves a context whose time stands still; a new one finds what is there now.
  #renew() {
    if (this.#context) this.#context.onstatechange = null;
    this.#context?.close().catch(() => {});
    this.#context = new AudioContext({ latencyHint: "playback" });
    this.#context.onstatechange = () => this.#changed(this.allowed);
  }
}

// When each sound that there is begins and ends, from the beginning of the first.
function planned(sounds) {
  const plan = [];
  let at_s = LEAD_S;
  sounds.forEach((sound, part) => {
    if (part > 0 && part % PARTS_OF_A_LANGUAGE === 0) at_s += BETWEEN_LANGUAGES_S;
    if (!sound) return;
    plan.push({ sound, part, at_s, end_s: at_s + sound.duration });
    at_s += sound.duration;
  });
  return plan;
}

function scheduled(context, { sound, at_s }, begun_s) {
  const source = new AudioBufferSourceNode(context, { buffer: sound });
  source.connect(context.destination);
  source.start(begun_s + at_s);
  return source;
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()));
  });
}
