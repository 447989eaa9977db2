// What the office offers now, asked again and again while somebody looks: no event tells that it is eight o'clock.

import { get } from "/static/api.js";

const LOOK_MS = 5000;

// `draw(services)` gets {code: service as the API tells it} at each look. → {look(), stop()}.
export function watch_services(draw) {
  return watch_office(({ services }) => draw(Object.fromEntries(services.map((service) => [service.code, service]))));
}

// `draw(office)` gets the whole office.
export function watch_office(draw) {
  let over = false;
  async function look() {
    const office = await get("/api/office").catch(() => null);
    if (office && !over) draw(office);
  }
  const timer = setInterval(look, LOOK_MS);
  look();
  return {
    look,
    stop() {
      over = true;
      clearInterval(timer);
    },
  };
}
