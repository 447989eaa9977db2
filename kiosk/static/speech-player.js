// Plays what is said, sentence after sentence without a gap. A call in the room goes first: what it holds up goes on.

const LOAD_WITHIN_MS = 6000; // how long a sound may be silently waited for in its place
const LOAD_AGAIN_AFTER_MS = 400;
const LEAD_S = 0.03;
const PAUSE_S = 0.08; // between sentences; each sound ends with a little silence of its own
const REACTION_S = 0.7; // who chooses what they hear means the sentence before, while a new one has just begun
const CHOICE_S = 4; // how long after the last sentence it can still be chosen
const STALLED_MS = 1500;
const LOUDNESS = [0.06, 0.125, 0.25, 0.5, 1]; // 6 dB a step
const NORMAL = 3;
export const LOUDNESSES = LOUDNESS.length;
const TONES_HZ = [523, 659];
const TONE_S = 0.35;
const TONE_LOUDNESS = 0.12;

export class Player {
  #context = null;
  #volume = null;
  #step = NORMAL;
  #turn = null;
  #held = false;
  #on;

  // `on`: said(sentence) when one was heard to its end, rested() when all were, changed() when it can be heard or no
  // longer, failed() when not one sound of a turn could be had.
  constructor(on) {
    this.#on = on;
  }

  // Whether the browser lets us be heard. Before anything was to be said, nobody knows.
  get refused() {
    return this.#context !== null && this.#context.state !== "running";
  }

  get held() {
    return this.#held;
  }

  get speaks() {
    return this.#turn !== null;
  }

  // Asks the browser for sound: best from within a touch or a press.
  async unlock() {
    this.#renewStalled();
    await Promise.race([this.#context.resume().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 400))]);
    this.#on.changed();
    return !this.refused;
  }

  // Says these sentences instead of whatever is being said. `pause_s`: the silence after each option.
  async say(sentences, pause_s = PAUSE_S) {
    this.stop();
    const turn = { sentences, sounds: [], missed: 0, next: 0, upto: 0, free_s: 0, pause_s, playing: [] };
    this.#turn = turn;
    await this.unlock();
    if (this.#turn !== turn) return;
    turn.sounds = sentences.map((_, place) => this.#load(turn, place));
    this.#run(turn);
  }

  // Says these after what is being said.
  add(sentences) {
    if (!this.#turn?.sounds.length) return void this.say(sentences);
    const idle = this.#turn.scheduled;
    const first = this.#turn.sentences.length;
    this.#turn.sentences = [...this.#turn.sentences, ...sentences];
    this.#turn.sounds.push(...sentences.map((_, place) => this.#load(this.#turn, first + place)));
    if (idle) this.#run(this.#turn);
  }

  stop() {
    const turn = this.#turn;
    this.#turn = null;
    if (turn) silence(turn);
  }

  // The sentence that somebody means who has just heard it; null when none was said lately.
  get meant() {
    const turn = this.#turn;
    if (!turn) return null;
    const now_s = this.#context.currentTime;
    const begun = turn.playing.filter(({ at_s }) => at_s <= now_s);
    if (!begun.length) return turn.sentences[turn.next - 1] ?? null;
    const { at_s, place } = begun.at(-1);
    const before = turn.sentences[place - 1];
    const early = now_s - at_s < REACTION_S && before && before.option !== turn.sentences[place].option;
    return early ? before : turn.sentences[place];
  }

  // While a call is announced nothing is said; afterwards the sentence that was cut short begins anew.
  hold() {
    this.#held = true;
    if (this.#turn) silence(this.#turn);
  }

  release() {
    this.#held = false;
    if (this.#turn?.sounds.length) this.#run(this.#turn);
  }

  get loudest() {
    return this.#step === LOUDNESSES - 1;
  }

  // So many steps louder, or quieter (-1), or as it is for everybody (0).
  volume(step) {
    this.#step = step ? Math.min(Math.max(this.#step + step, 0), LOUDNESSES - 1) : NORMAL;
    if (this.#volume) this.#volume.gain.value = LOUDNESS[this.#step];
    return this.#step;
  }

  // Two soft notes, for those who look away.
  async tone() {
    if (this.#held || !(await this.unlock())) return;
    const context = this.#context;
    TONES_HZ.forEach((pitch, place) => {
      const from_s = context.currentTime + LEAD_S + place * TONE_S;
      const loudness = new GainNode(context, { gain: 0 });
      const note = new OscillatorNode(context, { frequency: pitch });
      loudness.gain.setValueAtTime(0, from_s);
      loudness.gain.linearRampToValueAtTime(TONE_LOUDNESS, from_s + TONE_S / 4);
      loudness.gain.linearRampToValueAtTime(0, from_s + TONE_S);
      note.connect(loudness).connect(context.destination);
      note.start(from_s);
      note.stop(from_s + TONE_S);
    });
    document.dispatchEvent(new CustomEvent("dawr:tone"));
  }

  // A sound that is still being made is asked for again, until its place has gone by.
  async #load(turn, place) {
    let sound = await this.#fetch(turn.sentences[place].part);
    if (!sound) this.#miss(turn);
    while (!sound && this.#turn === turn && turn.upto <= place) {
      await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_AFTER_MS));
      sound = await this.#fetch(turn.sentences[place].part);
    }
    return sound;
  }

  async #fetch(part) {
    try {
      const answer = await fetch(`/voice/${part}.wav`, { signal: AbortSignal.timeout(LOAD_WITHIN_MS) });
      return answer.ok ? await this.#context.decodeAudioData(await answer.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }

  // Nobody is left without a sign that there is no sound, while it is still tried.
  #miss(turn) {
    turn.missed += 1;
    if (this.#turn === turn && turn.missed === turn.sentences.length) this.#on.failed();
  }

  // Each sound is put behind the one before it as soon as it is there. One that is late is waited for in its place,
  // for whoever hears and does not see needs each of them; then what is not there is not said: the rest is.
  async #run(turn) {
    const run = (turn.run = Symbol("run"));
    turn.scheduled = false;
    let due = dueAfter(0);
    for (; turn.upto < turn.sentences.length; turn.upto += 1) {
      const sound = await Promise.race([turn.sounds[turn.upto], due]);
      if (this.#turn !== turn || turn.run !== run || this.#held || this.refused) return;
      if (!sound) continue;
      const at_s = Math.max(this.#context.currentTime + LEAD_S, turn.free_s);
      turn.free_s = at_s + sound.duration + pauseAfter(turn, turn.upto);
      this.#schedule(turn, turn.upto, sound, at_s);
      due = dueAfter(turn.free_s - this.#context.currentTime);
    }
    turn.scheduled = true;
    if (turn.free_s || turn.next) this.#restWhenOver(turn);
  }

  #schedule(turn, place, sound, at_s) {
    const source = new AudioBufferSourceNode(this.#context, { buffer: sound });
    source.connect(this.#volume);
    turn.playing.push({ source, at_s, place });
    source.onended = () => {
      source.disconnect();
      turn.playing = turn.playing.filter((each) => each.source !== source);
      if (this.#turn !== turn) return;
      turn.next = place + 1;
      this.#on.said(turn.sentences[place]);
      this.#restWhenOver(turn);
    };
    source.start(at_s);
  }

  #restWhenOver(turn) {
    if (this.#turn !== turn || !turn.scheduled || turn.playing.length || turn.rested === turn.sentences.length) return;
    turn.rested = turn.sentences.length;
    this.#on.rested();
    setTimeout(() => {
      if (this.#turn === turn && !turn.playing.length) this.#turn = null;
    }, CHOICE_S * 1000);
  }

  // A device that went away leaves a context whose time stands still; a new one finds what is there now.
  #renewStalled() {
    const context = this.#context;
    const looked = this.#looked;
    this.#looked = { at_ms: performance.now(), time_s: context?.currentTime ?? 0 };
    const stalled =
      looked && context?.state === "running" && this.#looked.at_ms - looked.at_ms > STALLED_MS &&
      context.currentTime === looked.time_s;
    if (context && !stalled) return;
    context?.close().catch(() => {});
    this.#context = new AudioContext({ latencyHint: "interactive" });
    this.#volume = new GainNode(this.#context, { gain: LOUDNESS[this.#step] });
    this.#volume.connect(this.#context.destination);
    this.#context.onstatechange = () => {
      this.#on.changed();
      if (!this.refused && this.#turn?.sounds.length && !this.#turn.playing.length) this.#run(this.#turn);
    };
  }

  #looked = null;
}

// Resolves to null when what is said so long (s) is over and what follows it did not come.
function dueAfter(said_s) {
  const signal = AbortSignal.timeout(said_s * 1000 + LOAD_WITHIN_MS);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null)));
}

function silence(turn) {
  turn.run = null;
  for (const { source } of turn.playing) {
    source.onended = null;
    source.stop();
    source.disconnect();
  }
  Object.assign(turn, { playing: [], upto: turn.next, free_s: 0 });
}

// The last sentence of an option is followed by time to choose it, where that is how one chooses.
function pauseAfter({ sentences, pause_s }, place) {
  const { option } = sentences[place];
  return option && sentences[place + 1]?.option !== option ? pause_s : PAUSE_S;
}
