// What is heard: a chime, and the parts of a call one after the other without a gap.

const LOAD_WITHIN_MS = 6000;
const LOAD_AGAIN_AFTER_MS = 800;
const LEAD_S = 0.05;
const PARTS_OF_A_LANGUAGE = 2; // the ticket, the counter
const BETWEEN_LANGUAGES_S = 0.3;
const STALLED_S = 1;

export class Sound {
  #context = null;
  #chime;
  #changed;

  // `changed(allowed)` is told whenever the browser allows or refuses sound.
  constructor(chime, changed) {
    this.#changed = changed;
    this.#renew();
    this.#chime = this.#fetch(chime).catch(() => null);
  }

  // Whether the browser lets us be heard.
  get allowed() {
    return this.#context.state === "running";
  }

  // Asks the browser for sound: it may want to see a touch first.
  async enable() {
    this.#context.resume().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    this.#changed(this.allowed);
  }

  async chime(signal) {
    const chime = await this.#chime;
    if (chime) await this.#play([chime], signal, () => {});
  }

  // The parts as sounds, null for one that cannot be had.
  load(parts) {
    return Promise.all(parts.map((part) => this.#fetch(`/voice/${part}.wav`).catch(() => null)));
  }

  // `spoken(part)` is called when the part of that index was heard to its end.
  async speak(loaded, signal, spoken) {
    const sounds = await loaded;
    if (!signal.aborted) await this.#play(sounds, signal, spoken);
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

  #play(sounds, signal, spoken) {
    const context = this.#context;
    if (context.state !== "running" || !sounds.some(Boolean)) return Promise.resolve();
    const begun_s = context.currentTime;
    const begun_ms = performance.now();
    return new Promise((resolve) => {
      const sources = this.#schedule(context, sounds, begun_s + LEAD_S);
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

  #schedule(context, sounds, at_s) {
    const sources = [];
    sounds.forEach((sound, part) => {
      if (part > 0 && part % PARTS_OF_A_LANGUAGE === 0) at_s += BETWEEN_LANGUAGES_S;
      if (!sound) return;
      const source = new AudioBufferSourceNode(context, { buffer: sound });
      source.connect(context.destination);
      source.start(at_s);
      at_s += sound.duration;
      sources.push({ source, part });
    });
    return sources;
  }

  // A device that went away leaves a context whose time stands still; a new one finds what is there now.
  #renew() {
    this.#context?.close().catch(() => {});
    this.#context = new AudioContext({ latencyHint: "playback" });
    this.#context.onstatechange = () => this.#changed(this.allowed);
  }
}
