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
    const loaded = { sounds: this.#sound.load(parts), failed: false };
    loaded.sounds.then((sounds) => (loaded.failed = !sounds.every(Boolean)));
    return loaded;
  }

  // Nobody else says it.
  take({ call }) {
    this.#mine.add(call);
  }

  // In a rush a part may not have been ready when the call came: it is when its turn does.
  async chime({ call, parts }, loaded, signal) {
    if (loaded?.failed) loaded.sounds = this.#sound.load(parts);
    const whole = await this.#sound.chime(this.#mine.has(call), signal, () => this.#tell("sounding", { call }));
    if (whole) this.#tell("chimed", { call });
  }

  async speak({ call, parts }, loaded, signal) {
    const sounds = await loaded.sounds;
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
