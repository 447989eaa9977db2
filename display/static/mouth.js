// What this wall says of a call. Of the walls of a room one speaks: which one, is known when a call comes, and that
// one says it, whoever speaks later. So each call is said once, even when the wall that spoke goes away.

export class Mouth {
  #sound;
  #tell;
  #changed;
  #mine = new Set(); // the calls that are this wall's to say
  #silent = false;

  // `tell(what, detail)` hears what was heard, when it was heard; `changed()` is told when `silent` may have changed.
  constructor(sound, tell, changed) {
    this.#sound = sound;
    this.#tell = tell;
    this.#changed = changed;
  }

  // Whether the last call had a voice that could not be played.
  get silent() {
    return this.#silent && this.#sound.speaks;
  }

  load({ call, parts }) {
    if (this.#sound.speaks) this.#mine.add(call);
    return this.#sound.load(parts);
  }

  // Nobody else says it.
  take({ call }) {
    this.#mine.add(call);
  }

  async chime({ call }, signal) {
    const whole = await this.#sound.chime(this.#mine.has(call), signal, () => this.#tell("sounding", { call }));
    if (whole) this.#tell("chimed", { call });
  }

  async speak({ call, parts }, loaded, signal) {
    const sounds = await loaded;
    this.#silent = !sounds.every(Boolean);
    this.#changed();
    const spoken = (part) => this.#tell("spoken", { call, part: parts[part] });
    await this.#sound.speak(sounds, this.#mine.has(call), signal, spoken);
  }

  // The turn of a call is over; `waiting` are those that are still to come.
  rest({ call }, waiting) {
    if (!waiting.length) this.#mine.clear();
    else if (!waiting.includes(call)) this.#mine.delete(call);
  }
}
