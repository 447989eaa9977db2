// The office's clock on the wall: neither the browser's time nor its idea of time zones matters.

import { heard, now_ms } from "/static/time.js";

export class Clock {
  #offset_ms = 0;

  // A time of the server as "2026-11-21T10:42:07.123+02:00".
  set(iso) {
    const told_ms = Date.parse(iso);
    if (Number.isNaN(told_ms)) return;
    heard(iso);
    this.#offset_ms = Date.parse(`${iso.slice(0, 19)}Z`) - Math.floor(told_ms / 1000) * 1000;
  }

  now() {
    return now_ms();
  }

  // "2026-11-21T10:42:07.123Z", but in the office's zone.
  iso() {
    return new Date(now_ms() + this.#offset_ms).toISOString();
  }

  // "10:42" in the office's zone.
  text() {
    return this.iso().slice(11, 16);
  }
}
