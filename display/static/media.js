// A picture or a video beside the calls. It is shown when it is there: what is broken, missing or of a kind that
// this browser cannot show is as if there were none.

const VIDEO = /\.(mp4|m4v|webm|ogv)$/i;
const AGAIN_AFTER_MS = 60_000;

export class Media {
  #place;
  #changed;
  #file = null;
  #seen = null; // the <img> or <video>
  #failed_ms = null;
  #resting = true;
  #audible = false;

  // `changed(shown)` is told whenever it comes or goes.
  constructor(place, changed) {
    this.#place = place;
    this.#changed = changed;
  }

  // A file of the folder "media", or null.
  show(file) {
    if (file === this.#file) return;
    this.#file = file;
    this.#begin();
  }

  // Another try with a file that could not be had, now and then: perhaps it was put there meanwhile.
  turn(now_ms) {
    if (this.#failed_ms === null) return;
    if (this.#failed_ms === 0) this.#failed_ms = now_ms;
    if (now_ms - this.#failed_ms >= AGAIN_AFTER_MS) this.#begin();
  }

  // Whether it may be heard at all, and whether nobody is being called: it is silent before the chime begins.
  rest(resting, audible) {
    this.#resting = resting;
    this.#audible = audible;
    this.#play();
  }

  #begin() {
    this.#end();
    if (this.#file === null) return;
    const video = VIDEO.test(this.#file);
    const seen = document.createElement(video ? "video" : "img");
    if (video) Object.assign(seen, { loop: true, muted: true, playsInline: true, preload: "auto", disableRemotePlayback: true });
    else seen.alt = "";
    const mine = (act) => () => seen === this.#seen && act();
    const [came, fail] = [mine(() => this.#came()), mine(() => this.#fail())];
    seen.addEventListener("error", fail);
    if (video) seen.addEventListener("loadeddata", came);
    this.#seen = seen;
    this.#failed_ms = null;
    seen.src = `/display/media/${encodeURIComponent(this.#file)}`;
    if (!video) seen.decode().then(came, fail); // it is drawn when it is seen
  }

  #came() {
    // Sound without a picture is no video that anybody sees.
    if (this.#seen instanceof HTMLVideoElement && !this.#seen.videoWidth) return this.#fail();
    this.#place.replaceChildren(this.#seen);
    this.#place.hidden = false;
    this.#changed(true);
    this.#play();
  }

  #fail() {
    this.#end();
    this.#failed_ms = 0;
  }

  #end() {
    const before = this.#seen;
    this.#seen = null;
    this.#failed_ms = null;
    this.#place.replaceChildren();
    if (before instanceof HTMLVideoElement) {
      before.pause();
      before.removeAttribute("src"); // lets go of what was loaded
      before.load();
    }
    if (!this.#place.hidden) {
      this.#place.hidden = true;
      this.#changed(false);
    }
  }

  #play() {
    const video = this.#seen;
    if (!(video instanceof HTMLVideoElement) || !video.isConnected) return;
    video.muted = !(this.#resting && this.#audible);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!this.#resting || still) return video.pause();
    video.play().catch(() => {
      // The browser wants a touch before it lets a video be heard.
      video.muted = true;
      video.play().catch(() => {});
    });
  }
}
