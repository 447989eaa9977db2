// One person at the kiosk, from the first touch to the last: plain data, no document.

import { newKey } from "/static/api.js";

export const SCREENS = ["start", "paused", "categories", "services", "service", "priority", "problem", "number"];
const MANY_SERVICES = 8; // more of them, and they stand under their categories

// Where an office's kiosk stands when nobody is there: a choice of one is no choice, and is left out.
export function home(office) {
  if (office.paused) return "paused";
  return office.languages.length > 1 ? "start" : afterLanguage(office);
}

export function fresh(office) {
  return {
    screen: home(office),
    language: office.languages[0],
    category: null,
    service: office.services.length > 1 ? null : office.services[0].code,
    page: 0, // of a list that has several
    step: "papers", // of a service: its papers come before its ticket, where both together would be too small
    priority: null,
    attempt: null, // the ticket being asked for: one key, one body, until the office has answered
    pending: false,
    problem: null, // the kind of the last refusal
    ticket: null,
    modes: { text: false, contrast: false, reach: false, speech: false, keys: false },
  };
}

export function isFresh(visit, office) {
  const { screen, language, page, modes } = visit;
  const first = screen === home(office) && page === 0 && language === office.languages[0];
  return first && !Object.values(modes).includes(true);
}

export function afterLanguage(office) {
  if (office.services.length === 1) return "service";
  return hasCategories(office) ? "categories" : "services";
}

// Where "back" leads: what changes, or null where there is nothing before.
export function before(visit, office) {
  if (visit.page > 0) return { screen: visit.screen, page: visit.page - 1 };
  if (visit.screen === "service" && visit.step === "ticket") return { screen: "service", step: "papers" };
  const screen = stepBefore(visit, office);
  return screen === null || (screen === "start" && home(office) !== "start") ? null : { screen };
}

function stepBefore({ screen, category }, office) {
  const first = afterLanguage(office);
  if (screen === "priority" || screen === "problem") return "service";
  if (screen === first) return "start";
  if (screen === "service") return category === null ? first : "services";
  return screen === "services" ? "categories" : null;
}

const SHUT = new Set(["paused", "office-closed", "last-ticket", "quota-reached"]);

// Whether a screen no longer fits its service: it says that it is shut and it is open again, or it asks for a class
// and no ticket is given any more.
export function isOutdated(visit, office) {
  const open = serviceOf(visit, office)?.open;
  if (visit.screen === "problem") return open === true && SHUT.has(visit.problem.kind);
  return visit.screen === "priority" && open === false;
}

// ---------------------------------------------------------------- what there is to choose from

function hasCategories({ services, categories = [] }) {
  return services.length > MANY_SERVICES && services.some(({ category }) => categories.some(({ code }) => code === category));
}

// The first choice where there are categories: each with its services. What has no category, or is alone in its own,
// stands among them as itself: a list of one is no list.
export function kinds({ services, categories }) {
  const known = categories.map((category) => ({ category, of: services.filter((each) => each.category === category.code) }));
  const alone = services.filter(({ category }) => !categories.some(({ code }) => code === category));
  return [
    ...known.filter(({ of }) => of.length).map(({ category, of }) => (of.length > 1 ? { category, of } : { service: of[0] })),
    ...alone.map((service) => ({ service })),
  ];
}

export function servicesOf({ category }, { services }) {
  return category === null ? services : services.filter((service) => service.category === category);
}

export function serviceOf(visit, office) {
  return office.services.find((service) => service.code === visit.service);
}

export function declaredClasses(office) {
  return office.priorities.filter((priority) => priority.declared);
}

// ---------------------------------------------------------------- the ticket that is asked for

export function attempt({ service, language, priority }) {
  return { key: newKey(), body: { service, language, ...(priority && { priority }) } };
}

// A refusal is an answer: the next try is a new one. Without an answer the ticket may exist already,
// so that the next try must carry the same key.
export function isAnswered(problem) {
  return problem.status >= 400 && problem.status < 500;
}
