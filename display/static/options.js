// What an office may decide of each of its walls, and what holds where it decided nothing. Pure.

export const THEMES = ["dark", "light", "contrast"];

const USUAL = {
  counters: null, // the counters whose calls are shown; null: all
  calls: 10, // so many past calls at most: of them as many as can be read from afar
  voice: true,
  languages: null, // in which it writes, besides the ticket's; null: the office's first
  waiting: true,
  theme: "dark",
  notice: {}, // language → text
  media: null, // a file of the folder "media"
  inches: 43,
  room: "",
};

// The least and the most of each.
const LIMITS = { calls: [0, 10], inches: [7, 150] };

const whole = ([least, most]) => (value) => Number.isInteger(value) && value >= least && value <= most;
const yesOrNo = (value) => typeof value === "boolean";
const text = (value) => typeof value === "string";
const listOf = (fits) => (value) => value === null || (Array.isArray(value) && value.every(fits));

const FITS = {
  counters: listOf(Number.isInteger),
  calls: whole(LIMITS.calls),
  voice: yesOrNo,
  languages: listOf(text),
  waiting: yesOrNo,
  theme: (value) => THEMES.includes(value),
  notice: (value) => value !== null && typeof value === "object" && !Array.isArray(value) && Object.values(value).every(text),
  media: (value) => value === null || text(value),
  inches: whole(LIMITS.inches),
  room: text,
};

// All options: as given, the usual for what is missing or nonsense. A browser's own address has the last word
// about its size and its calls: "?inches=55&calls=4".
export function arranged(given = {}, search = "") {
  const asked = new URLSearchParams(search);
  const options = {};
  for (const [name, usual] of Object.entries(USUAL)) {
    options[name] = FITS[name](given?.[name]) ? given[name] : usual;
    const own = asked.get(name);
    if (typeof usual === "number" && own?.trim() && !Number.isNaN(Number(own))) options[name] = nearest(name, Number(own));
  }
  return options;
}

// The language of the wall itself: of those that it may have, the one of its address, of its options, of its office.
export function firstLanguage(options, known, usual, search = "") {
  const wanted = [new URLSearchParams(search).get("lang"), ...(options.languages ?? []), usual];
  return wanted.find((language) => known.includes(language)) ?? known[0];
}

// Whether the wall is for this call.
export function shows({ counters }, { counter }) {
  return counters === null || counters.includes(counter);
}

function nearest(name, value) {
  const [least, most] = LIMITS[name];
  return Math.min(Math.max(Math.round(value), least), most);
}
