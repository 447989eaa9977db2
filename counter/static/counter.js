// The clerk's page: one large button, the others beside it, and who is next.

import { painted } from "/static/frames.js";
import { put_notices } from "/static/notices.js";
import { read } from "/static/words.js";
import { Beside } from "./beside.js";
import { ClockQuestion } from "./clock.js";
import { Desk } from "./desk.js";
import { Large } from "./large.js";
import { Paint } from "./paint.js";
import { listen } from "./shortcuts.js";
import { sign_out_in_place } from "./way_out.js";

const TICK_MS = 500;

const way_out = document.querySelector("form.sign-out");

const desk = new Desk(read("page"), { signed_out: () => way_out.dataset.leaving || location.reload() });
const large = new Large(document.getElementById("large"), desk);
const paint = new Paint(desk);
const beside = new Beside(desk);
const clock = new ClockQuestion(desk);

let due = false;

// First who is here and what can be done; the rest with the frame after it, which does not hold up the answer to a press.
async function draw() {
  large.draw();
  paint.here();
  if (due) return;
  due = true;
  await painted();
  due = false;
  paint.others();
  beside.changed();
}

function tick() {
  large.draw();
  paint.here();
  paint.others();
  clock.draw();
}

desk.onchange(draw);
desk.onwait(tick);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { verb, deed, ticket } = button.dataset;
  if (verb && !beside.asks(verb, { mouse: event.detail > 0 })) desk.press(verb, button.querySelector("span").firstChild.textContent.trim(), ticket && Number(ticket));
  if (deed) beside.press(button, { mouse: event.detail > 0 });
  if (button.id === "message-close") desk.hush();
  // After the mouse, the space bar belongs to the large button again.
  if (event.detail > 0 && document.activeElement === button) button.blur();
});

sign_out_in_place(way_out, desk);
listen({ large, first: (event) => beside.key(event) });

desk.follow({
  snapshot: ({ notices = [] }) => {
    put_notices(desk.w, notices, desk.page.services);
    clock.heard(notices);
  },
  news: (data) => data.kind === "receipt" && beside.told(data),
});

draw();
setInterval(tick, TICK_MS);
