// The news of the office: a snapshot first, then what changes, in sequence, for weeks.
//
//   const follower = follow("/counter", {
//     auth: { counter: 3 },
//     snapshot(data) {},   // everything, on every (re)connection: draw it anew
//     news(data) {},       // one change: data.kind says which
//     lost(why) {},        // no longer live; why.kind where the office refused; again when why.kind changes
//     back() {},           // live again: after the snapshot
//   });
//   follower.tell("sound", {allowed: true});   // what this page has to say; no command travels so
//   follower.again();                          // connects anew: it slept, or the network is back
//   follower.stop();
//
// A call reaches the page once, however often the connection breaks: in `news`, or among the `missed` of a
// snapshot of "/display".

import { answers } from "./reach.js";
import { io } from "./vendor/socket.io/socket.io.esm.min.js";

const PAUSE_MS = 500; // while the office is away
const LONGEST_PAUSE_MS = 2000; // while it is there, and refuses
const CONNECT_WITHIN_MS = 5000;
const CALLS_REMEMBERED = 200;

export function follow(namespace, { auth = {}, snapshot, news = () => {}, lost = () => {}, back = () => {} }) {
  const ledger = new Ledger();
  let live = true;
  let reason = null;
  let stopped = false;
  let asked = false;
  let refusals = 0;
  let search = null;

  const socket = io(namespace, {
    transports: ["websocket"],
    reconnection: false,
    timeout: CONNECT_WITHIN_MS,
    auth: (give) => give(ledger.sequence === null ? auth : { ...auth, since: ledger.sequence }),
  });

  // Asks for the office until it answers, and connects. Whoever asks later asks alone.
  const seek = async (pause_ms) => {
    const mine = (search = {});
    await pause(pause_ms);
    while (search === mine && !(await answers())) {
      refusals = 0;
      await pause(PAUSE_MS);
    }
    if (search === mine) socket.connect();
  };

  const notLive = (why) => {
    if (stopped) return;
    // A door that closes is first only a line that broke; why, the next knock at it tells.
    if (live || why.kind !== reason) lost(why);
    live = false;
    reason = why.kind;
    seek(Math.min(PAUSE_MS * 2 ** refusals, LONGEST_PAUSE_MS));
  };

  socket.on("connect_error", (error) => {
    refusals += 1;
    notLive({ kind: error.data?.kind ?? null });
  });
  socket.on("disconnect", () => notLive({ kind: null }));
  socket.on("snapshot", (data) => {
    refusals = 0;
    asked = false;
    snapshot(ledger.begin(data));
    if (!live) back();
    live = true;
  });
  socket.on("news", (data) => {
    const told = ledger.add(data);
    if (told !== null) told.forEach((each) => news(each));
    else if (!asked) socket.emit("snapshot", { since: ledger.sequence });
    asked ||= told === null;
  });

  return {
    get sequence() {
      return ledger.sequence;
    },
    // Says something about this page; nothing while the office is away.
    tell(what, data) {
      socket.volatile.emit(what, data);
    },
    // The line may be dead without knowing it: makes another one.
    again() {
      if (stopped) return;
      socket.disconnect();
      seek(0);
    },
    stop() {
      stopped = true;
      search = null;
      socket.disconnect();
    },
  };
}

// At most so long, and not as long on every screen: they do not all ask at once.
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms * (0.5 + Math.random() / 2)));
}

// What was heard. Pure: no socket, no clock.
export class Ledger {
  sequence = null;
  #calls = [];

  // A snapshot counts always, even one that is older: the data may have been restored.
  begin(data) {
    this.sequence = data.sequence;
    if (!data.missed) return data;
    return { ...data, missed: data.missed.filter(({ call }) => this.#isNew(call)) };
  }

  // The news to tell, none when they were heard before; null when something before them is missing. What is no
  // event has no sequence, and is told as it comes.
  add(data) {
    if (data.sequence === undefined) return [data];
    if (this.sequence === null || data.sequence <= this.sequence) return [];
    if (data.after > this.sequence) return null;
    this.sequence = data.sequence;
    const { also = [], ...first } = data;
    const { sequence } = data;
    return [first, ...also.map((each) => ({ sequence, ...each }))].filter(
      ({ kind, call }) => kind !== "call" || this.#isNew(call.call),
    );
  }

  #isNew(call) {
    if (this.#calls.includes(call)) return false;
    this.#calls.push(call);
    if (this.#calls.length > CALLS_REMEMBERED) this.#calls.shift();
    return true;
  }
}
