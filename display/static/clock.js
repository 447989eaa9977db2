// The office's clock: told by the server, kept by the browser's own counting, so that neither the browser's
// time nor its idea of time zones matters.

export class Clock {
  #told_ms = Date.now();
  #heard_ms = performance.now();
  #offset_ms = 0;

  // A time of the server as "2026-11-21T10:42:07.123+02:00".
  set(iso) {
    const told_ms = Date.parse(iso);
    if (Number.isNaN(told_ms)) return;
    this.#told_ms = told_ms;
    this.#heard_ms = performance.now();
    this.#offset_ms = Date.parse(`${iso.slice(0, 19)}Z`) - Math.floor(told_ms / 1000) * 1000;
  }

  now() {
    return this.#told_ms + performance.now() - this.#heard_ms;
  }

  // "10:42" in the office's zone.
  text() {
    return new Date(this.now() + this.#offset_ms).toISOString().slice(11, 16);
  }
}
