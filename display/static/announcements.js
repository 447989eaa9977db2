// The announcements: calls are spoken one at a time, in the order in which they came. Pure: what is seen and
// heard is the stage's; here is only whose turn it is, and for how long.
//
//   const announcements = new Announcements({
//     load(call) {},                  // begin to fetch what will be said; whatever it returns goes to chime and speak
//     look() {},                      // before each step: perhaps much time went by, and calls are to be withdrawn
//     show(call) {},                  // its turn: fill the screen
//     async chime(call, loaded, signal) {},
//     async speak(call, loaded, signal) {},
//     rest(call) {},                  // its turn is over
//   });
//
// A chime that fails does not take the voice with it, nor a voice the next call: every step has a limit, after
// which its signal aborts. A step may throw; nothing here does.

export const CHIME_WITHIN_MS = 4000;
export const CHIME_PAUSE_MS = 500;
export const SPEECH_WITHIN_MS = 25000;
export const AGAIN_AFTER_MS = 4000; // then it is said a second time, unless others wait
export const LEAST_MS = 4000; // on the screen, while others wait
export const FULL_MS = 10000; // on the screen, when nobody else does
const MOST_WAITING = 500;

export class Announcements {
  #stage;
  #waiting = [];
  #turn = null;
  #running = false;

  constructor(stage) {
    this.#stage = stage;
  }

  // The ids of the calls whose turn has not come.
  get waiting() {
    return this.#waiting.map(({ call }) => call.call);
  }

  // The call that fills the screen, or null.
  get current() {
    return this.#turn?.call ?? null;
  }

  add(call) {
    const isNow = this.current?.call === call.call && !this.#turn.stop.signal.aborted;
    if (isNow || this.waiting.includes(call.call)) return;
    this.#waiting.push({ call, loaded: attempt(() => this.#stage.load(call)) });
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    this.#turn?.hurry.abort();
    if (!this.#running) this.#run();
  }

  // A call that was taken back: it is not announced, or no further.
  withdraw(id) {
    this.#waiting = this.#waiting.filter(({ call }) => call.call !== id);
    if (this.current?.call !== id) return;
    this.#turn.hurry.abort();
    this.#turn.stop.abort();
  }

  async #run() {
    this.#running = true;
    while (this.#next()) {
      const { call, loaded } = this.#waiting.shift();
      this.#turn = { call, stop: new AbortController(), hurry: new AbortController() };
      if (this.#waiting.length) this.#turn.hurry.abort();
      await this.#announce(call, loaded, this.#turn);
      this.#turn = null;
      attempt(() => this.#stage.rest(call));
    }
    this.#running = false;
  }

  // Whether another call waits, after a look at whether it still does.
  #next() {
    attempt(() => this.#stage.look?.());
    return this.#waiting.length > 0;
  }

  async #announce(call, loaded, { stop, hurry }) {
    const stage = this.#stage;
    const say = () => {
      attempt(() => stage.look?.());
      return within(SPEECH_WITHIN_MS, stop.signal, (signal) => stage.speak(call, loaded, signal));
    };
    const begun_ms = performance.now();
    const left = (whole_ms) => begun_ms + whole_ms - performance.now();
    attempt(() => stage.show(call));
    await within(CHIME_WITHIN_MS, stop.signal, (signal) => stage.chime(call, loaded, signal));
    await pause(CHIME_PAUSE_MS, stop.signal);
    await say();
    await pause(AGAIN_AFTER_MS, hurry.signal);
    if (!hurry.signal.aborted) await say();
    await pause(left(LEAST_MS), stop.signal);
    await pause(left(FULL_MS), hurry.signal);
  }
}

// Resolves when the time has gone or the signal aborts; leaves no timer behind.
function pause(ms, signal) {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

// Does a step, at most so long, and not at all when it was taken back before.
async function within(limit_ms, signal, step) {
  if (signal.aborted) return;
  const over = new AbortController();
  const cut = () => over.abort();
  signal.addEventListener("abort", cut);
  try {
    await Promise.race([step(over.signal), pause(limit_ms, over.signal)]);
  } catch (error) {
    console.warn("an announcement was cut short:", error);
  } finally {
    signal.removeEventListener("abort", cut);
    over.abort();
  }
}

function attempt(work) {
  try {
    return work();
  } catch (error) {
    console.warn("an announcement went wrong:", error);
    return undefined;
  }
}
