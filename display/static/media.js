// A picture or a video beside the calls. It is shown when it is there: what is broken, missing or of a kind that
// this browser cannot show is as if there were none. Now and then it is looked whether it is there, and still the same.

const VIDEO = /\.(mp4|m4v|webm|ogv)$/i;
const AGAIN_AFTER_MS = 60_000;

export class Media {
  #place;
  #changed;
  #file = null;
  #seen = null; // the <img> or <video>
  #version = null; // of the file that is seen, as the office names it
  #failed_ms = null;
  #looked_ms = null;
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

  // To be told again and again what time it is: perhaps the file was put there meanwhile, changed, or taken away.
  turn(now_ms) {
    if (this.#seen) this.#watch(now_ms);
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

  #watch(now_ms) {
    this.#looked_ms ??= now_ms;
    if (now_ms - this.#looked_ms < AGAIN_AFTER_MS) return;
    this.#looked_ms = now_ms;
    this.#look();
  }

  // While the office is away, what is seen stays.
  async #look() {
    const seen = this.#seen;
    const told = await this.#ask();
    if (seen !== this.#seen) return;
    if (told?.status === 404) this.#fail();
    else if (told?.ok && told.headers.get("etag") !== this.#version) this.#begin();
  }

  get #address() {
    return `/display/media/${encodeURIComponent(this.#file)}`;
  }

  // How the file is now, or null.
  #ask() {
    return fetch(this.#address, { method: "HEAD", cache: "no-cache" }).catch(() => null);
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
    this.#load(seen, came, fail);
  }

  // Its version is asked for before itself: what comes later than that is noticed.
  async #load(seen, came, fail) {
    const told = await this.#ask();
    if (seen !== this.#seen) return;
    this.#version = told?.headers.get("etag") ?? null;
    if (told?.status === 404) return fail();
    seen.src = this.#version ? `${this.#address}?version=${encodeURIComponent(this.#version)}` : this.#address;
    if (seen instanceof HTMLImageElement) seen.decode().then(came, fail); // it is drawn when it is seen
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
    video.play().catch(({ name }) => {
      if (name !== "NotAllowedError") return; // as when it was stopped before it had begun: somebody is called
      // The browser wants a touch before it lets a video be heard.
      video.muted = true;
      video.play().catch(() => {});
    });
  }
}
