// Everybody who waits in the office, in the order of the line, and a search that finds every ticket of today: typing a
// number narrows the line, and tells besides where a ticket is that does not wait (any more).

import { get } from "/static/api.js";
import { element } from "/static/element.js";
import { action, doing, refusal_line, refuse, told } from "./deeds.js";
import { seeker } from "./numbers.js";
import { Rows } from "./rows.js";

// So many are drawn at once: a thousand at a time would be felt.
const PAGE = 40;
// In a busy office something happens several times a second.
const LOOK_MS = 1000;
// A number is looked up when the fingers rest.
const REST_MS = 150;

export class LineView {
  #line = null;
  #others = []; // tickets of the number that is typed which do not wait
  #shown = PAGE;
  #opened = null;
  #looking = false;
  #again = false; // something happened while it was looked at
  #closed = false;
  #looked_ms = -LOOK_MS;
  #timer = 0;
  #resting = 0;
  #typed_times = 0; // an answer to what was typed before is none
  #asked = 0;
  #come = null;
  #came = new Promise((done) => (this.#come = done)); // the line was looked at

  // `desk` is what beside.js hands to every view.
  constructor(desk) {
    Object.assign(this, { desk, w: desk.w, title: desk.w("The line") });
    const { w } = this;
    const number = w("Number on the paper");
    this.field = element("input", { id: "find-number", name: "number", type: "search", "aria-label": number, placeholder: number, maxlength: 32, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "auto", enterkeyhint: "search" });
    this.service = this.#choice(w("Service"), [["", w("All services")], ["mine", w("Whom this counter may call")], ...desk.page.order.services.map((code) => [`service ${code}`, desk.sentences.service(code)])]);
    this.priority = this.#choice(w("Priority"), [["", w("All visitors")], ...desk.sentences.classes().map(({ value, label }) => [`class ${value}`, label])]);
    this.refused = refusal_line();
    this.count = element("p", { class: "label", role: "status" });
    this.rows = new Rows(desk, (id, button) => this.#press(id, button));
    this.further = element("button", { type: "button", class: "button wide further", hidden: true });
    this.body = element("div", { class: "view whole" }, this.#form(), this.refused, element("div", {}, this.count, this.rows.list, this.further), this.#foot());
    this.field.addEventListener("input", () => this.#typed());
    this.further.addEventListener("click", () => this.#show_more());
  }

  // What has the focus, each time it is shown: then the line may have gone on meanwhile.
  first() {
    this.refresh();
    return this.rows.of(this.#opened) ?? this.field;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#resting);
    this.#typed_times += 1;
  }

  // The counter changed: so did the line, perhaps.
  refresh() {
    clearTimeout(this.#timer);
    this.#again = this.#looking;
    if (this.#looking || this.#closed) return;
    const wait_ms = this.#looked_ms + LOOK_MS - performance.now();
    if (wait_ms > 0) this.#timer = setTimeout(() => this.#look(), wait_ms);
    else this.#look();
  }

  // Whatever is typed is searched for, wherever the focus is; the arrows go from one to the next.
  key(event) {
    if (event.target.closest("select")) return event.key !== "Escape";
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return this.#step(event);
    const types = event.key === "Backspace" || /^[\p{L}\p{N}]$/u.test(event.key);
    if (!types || event.target === this.field) return false;
    this.field.focus(); // in time: the sign goes where the focus is now
    return true;
  }

  // ---------------------------------------------------------------- its parts

  #choice(label, options) {
    const choice = element("select", { "aria-label": label }, ...options.map(([value, text]) => element("option", { value }, text)));
    choice.addEventListener("change", () => this.#narrowed());
    return choice;
  }

  #form() {
    const form = element(
      "form",
      { class: "narrow", novalidate: true },
      this.field,
      this.service,
      this.priority,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    return form;
  }

  #foot() {
    return element(
      "div",
      { class: "foot acts others" },
      action({ name: "services", symbol: "settings", label: this.w("Interrupt a service…"), press: () => this.desk.services() }),
    );
  }

  // ---------------------------------------------------------------- what is known

  async #look() {
    this.#looking = true;
    try {
      const { line } = await get(`${this.desk.path}/line`);
      this.#looked_ms = performance.now();
      this.#line = line;
      this.#draw();
      if (this.field.value.trim() && (this.rows.size === 0 || this.#others.length > 0)) await this.#look_up();
      else refuse(this.refused, "");
    } catch (problem) {
      if (problem.kind !== "unreachable") refuse(this.refused, told(this.w, problem)); // the page says itself that it is not live
    } finally {
      this.#looking = false;
      this.#come();
      if (this.#again) this.refresh();
    }
  }

  #typed() {
    refuse(this.refused, "");
    this.#others = [];
    this.#narrowed();
    clearTimeout(this.#resting);
    this.#typed_times += 1;
    if (this.field.value.trim()) this.#resting = setTimeout(() => this.#look_up().catch(() => {}), REST_MS);
  }

  #narrowed() {
    this.#shown = PAGE;
    this.#opened = null;
    this.#draw();
  }

  // The tickets of today that bear the number which is typed; those that do not wait are shown below the line. Null where
  // another one is typed meanwhile.
  async #look_up() {
    const typed = this.#typed_times;
    const asked = ++this.#asked;
    const text = this.field.value.trim();
    const { tickets } = await get(`/api/tickets?number=${encodeURIComponent(text)}`);
    if (typed !== this.#typed_times) return null;
    if (asked !== this.#asked) return tickets; // a later answer is shown
    this.#others = tickets.filter(({ state }) => state !== "waiting");
    this.#draw();
    const nobody = tickets.length === 0 && this.rows.size === 0;
    const said = nobody ? this.w("No ticket of today has the number %(number)s.", { number: this.desk.sentences.apart(text) }) : "";
    if (said !== this.refused.textContent) refuse(this.refused, said); // said once
    return tickets;
  }

  // ---------------------------------------------------------------- what is shown

  // Whoever is at the counter, the line as it is narrowed, and who bears the number but does not wait.
  #found() {
    const text = this.field.value.trim();
    const line = this.#narrow(this.#line ?? [], text);
    const { ticket } = this.desk.view();
    const here = ticket && !text && !this.service.value && !this.priority.value ? [ticket] : [];
    return { here, line, others: this.#others };
  }

  #narrow(line, text) {
    const [of, code] = this.service.value.split(" ");
    const priority = this.priority.value && this.priority.value.slice("class ".length);
    const fits = line.filter(
      (each) => (!of || (of === "mine" ? each.mine : each.service === code)) && (!this.priority.value || (each.priority ?? "") === priority),
    );
    if (!text) return fits;
    const meant = seeker(text);
    const ranked = fits.map((each) => [meant(each.number), each]).filter(([rank]) => rank > 0);
    return ranked.sort(([one], [other]) => other - one).map(([, each]) => each);
  }

  #draw() {
    if (!this.#line) return;
    const { here, line, others } = this.#found();
    const some = [...here, ...line.slice(0, this.#shown), ...others];
    const all = this.#line.length;
    const { w } = this;
    this.count.textContent = line.length === all ? this.desk.sentences.waiting(all) : w("%(n)s of %(all)s waiting", { n: line.length, all });
    this.rows.show(some);
    const left = line.length - this.#shown;
    this.further.hidden = left <= 0;
    this.further.textContent = w("and %(n)s more", { n: Math.max(left, 0) });
  }

  #show_more() {
    const next = this.rows.size;
    this.#shown += PAGE;
    this.#draw();
    this.rows.buttons[next]?.focus();
  }

  // ---------------------------------------------------------------- who is opened

  #step(event) {
    event.preventDefault();
    const buttons = [...this.rows.buttons, ...(this.further.hidden ? [] : [this.further])];
    const at = buttons.indexOf(event.target.closest("button"));
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? this.field : buttons[Math.min(next, buttons.length - 1)])?.focus();
    return true;
  }

  // Enter opens the one that bears the number. Nothing typed: whoever is at the counter, or who is first in the line.
  #enter() {
    const first = () => this.rows.buttons[0];
    if (!this.field.value.trim()) {
      const { ticket } = this.desk.view();
      if (ticket) this.#open(ticket);
      else first()?.focus();
      return;
    }
    clearTimeout(this.#resting);
    const deed = async () => {
      const tickets = await this.#look_up();
      if (tickets?.length === 1) this.#open(tickets[0]);
      else if (tickets) {
        await this.#came; // before that nobody stands there
        first()?.focus();
      }
    };
    doing(this.field, deed, (problem) => refuse(this.refused, told(this.w, problem)));
  }

  #press(id, button) {
    const deed = async () => this.#open(await get(`/api/tickets/${id}`));
    doing(button, deed, (problem) => refuse(this.refused, told(this.w, problem)));
  }

  #open(ticket) {
    this.#opened = ticket.id;
    this.desk.show_ticket(ticket);
  }
}
