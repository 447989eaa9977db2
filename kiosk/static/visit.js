// One person at the kiosk, from the first touch to the last: plain data, no document.

import { newKey } from "/static/api.js";

export const SCREENS = ["start", "services", "service", "priority", "problem", "number"];

// Where an office's kiosk stands when nobody is there: a choice of one is no choice, and is left out.
export function home(office) {
  if (office.languages.length > 1) return "start";
  return office.services.length > 1 ? "services" : "service";
}

export function fresh(office) {
  return {
    screen: home(office),
    language: office.languages[0],
    service: office.services.length > 1 ? null : office.services[0].code,
    priority: null,
    attempt: null, // the ticket being asked for: one key, one body, until the office has answered
    pending: false,
    problem: null, // the kind of the last refusal
    ticket: null,
    modes: { text: false, contrast: false, reach: false, speech: false, keys: false },
  };
}

export function isFresh(visit, office) {
  const { screen, language, modes } = visit;
  return screen === home(office) && language === office.languages[0] && !Object.values(modes).includes(true);
}

export function afterLanguage(office) {
  return office.services.length > 1 ? "services" : "service";
}

// Where "back" leads, or null where there is nothing before.
export function before(visit, office) {
  const steps = { services: "start", service: "services", priority: "service", problem: "service" };
  let screen = steps[visit.screen] ?? null;
  if (screen === "services" && office.services.length === 1) screen = "start";
  if (screen === "start" && home(office) !== "start") screen = null;
  return screen;
}

export function attempt({ service, language, priority }) {
  return { key: newKey(), body: { service, language, ...(priority && { priority }) } };
}

// A refusal is an answer: the next try is a new one. Without an answer the ticket may exist already,
// so that the next try must carry the same key.
export function isAnswered(problem) {
  return problem.status >= 400 && problem.status < 500;
}

export function serviceOf(visit, office) {
  return office.services.find((service) => service.code === visit.service);
}

export function declaredClasses(office) {
  return office.priorities.filter((priority) => priority.declared);
}
