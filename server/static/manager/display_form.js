// The options of one display as a form: drawn from them, and read back one change at a time.
//
//   display_form({ id, options, offered, w, languages, change(options) {}, refused() {} })
//
// `offered`: { counters, languages, themes, media, inches }. `change` is told what a field decided, as { name: value };
// `refused`, that a field was given what cannot be.

import { element } from "/static/element.js";
import { Problem } from "/static/api.js";

const THEMES = { dark: "Dark", light: "Light", contrast: "High contrast" };
const LONGEST_ROOM = 40;
const LONGEST_NOTICE = 200;

// What somebody copies along without seeing it: tabs, ends of lines, and signs that turn what follows.
const BREAKS = /[\t\n\r\u2028\u2029]+/gu;
const UNSEEN = /[\p{Cc}\u200b\u202a-\u202e\u2060-\u2064\ufeff]/gu;

export function display_form({ id, options, offered, w, languages, change, refused }) {
  const field = fields(id, w, change, refused);
  const { counters, media, themes, inches } = offered;
  const known = media.includes(options.media) || options.media === null ? media : [...media, options.media];
  return element(
    "form",
    { class: "options", novalidate: true, autocomplete: "off" },
    group(
      w("What it shows"),
      some({
        ...field, name: "counters", title: w("Calls of"), all: w("All counters"), chosen: options.counters, least: 1,
        choices: counters.map((number) => [number, w("Counter %(number)s", { number })]),
        empty: w("Choose at least one counter, or all of them."),
      }),
      field.select("calls", w("Past calls in the list"), options.calls, Array.from({ length: 11 }, (_, n) => [n, String(n)]), Number),
      field.check("waiting", w("Number of people waiting"), options.waiting),
      field.select(
        "media", w("Picture or video beside the calls"), options.media ?? "",
        [["", w("None")], ...known.map((file) => [file, media.includes(file) ? file : w("%(file)s (is gone)", { file })])],
        (file) => file || null,
      ),
    ),
    group(
      w("What it says"),
      field.check("voice", w("It may speak"), options.voice),
      field.text("room", w("Name of the room"), options.room, { maxlength: LONGEST_ROOM, dir: "auto" }, w("Of several displays in one room one speaks.")),
      some({
        ...field, name: "languages", title: w("Besides the ticket’s language"), all: w("As the office does"),
        chosen: options.languages, least: 0,
        choices: offered.languages.map((code) => [code, languages[code]?.name ?? code, { lang: code, dir: languages[code]?.direction }]),
      }),
    ),
    group(
      w("How it looks"),
      field.select("theme", w("Colours"), options.theme, themes.map((theme) => [theme, w(THEMES[theme] ?? theme)])),
      field.number("inches", w("Size of the screen (inches)"), options.inches, inches),
    ),
    notice({ ...field, title: w("Line of text, in each language"), told: options.notice, codes: offered.languages, languages }),
  );
}

function group(title, ...parts) {
  return element("fieldset", { class: "group" }, element("legend", {}, title), ...parts);
}

// The kinds of field. Each tells `change`, and says beside itself what was wrong with what it was given.
function fields(id, w, change, refuse) {
  const latest = {}; // what was decided last of each: an answer to one before it says nothing any more
  const named = (name) => `${id}-${name}`;

  function fault(name) {
    return element("p", { class: "error", id: `${named(name)}-fault`, role: "alert", hidden: true });
  }

  // Resolves to whether the office keeps it now.
  async function decide(name, value, refused = null) {
    const place = document.getElementById(`${named(name)}-fault`);
    const mine = (latest[name] = {});
    let why = refused;
    if (why === null) {
      try {
        await change({ [name]: value });
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        why = problem.status ? problem.detail : w("The office does not answer. Please try again.");
      }
    }
    if (latest[name] !== mine) return why === null;
    if (why !== null) refuse();
    place.hidden = why === null;
    place.textContent = why ?? "";
    for (const input of place.closest(".field").querySelectorAll("input, select")) input.ariaInvalid = why === null ? "false" : "true";
    return why === null;
  }

  function labelled(name, label, input, hint) {
    input.id = named(name);
    const hinted = hint && element("p", { class: "hint", id: `${named(name)}-hint` }, hint);
    input.setAttribute("aria-describedby", `${hint ? `${named(name)}-hint ` : ""}${named(name)}-fault`);
    return element("div", { class: "field" }, element("label", { for: input.id }, label), input, hinted, fault(name));
  }

  return {
    named,
    fault,
    decide,
    check(name, label, checked) {
      const input = element("input", { type: "checkbox", checked, "aria-describedby": `${named(name)}-fault` });
      input.addEventListener("change", async () => (await decide(name, input.checked)) || (input.checked = !input.checked));
      return element("div", { class: "field" }, element("label", {}, input, label), fault(name));
    },
    select(name, label, value, choices, read = String) {
      const input = element("select", {}, choices.map(([key, text]) => element("option", { value: key, selected: key === value }, text)));
      let kept = value; // what was not kept is not shown as if it were, and can be chosen once more
      input.addEventListener("change", async () => {
        const chosen = input.value;
        if (await decide(name, read(chosen))) kept = chosen;
        else if (input.value === chosen) input.value = kept;
      });
      return labelled(name, label, input);
    },
    text(name, label, value, how, hint) {
      const input = element("input", { value, ...how });
      input.addEventListener("change", () => decide(name, tidy(input)));
      return labelled(name, label, input, hint);
    },
    number(name, label, value, [least, most]) {
      const input = element("input", { type: "number", inputmode: "numeric", min: least, max: most, step: 1, value, dir: "ltr" });
      const refusal = w("A whole number from %(least)s to %(most)s, please.", { least, most });
      input.addEventListener("change", () => decide(name, input.valueAsNumber, input.validity.valid && input.value ? null : refusal));
      return labelled(name, label, input);
    },
  };
}

// What is written in a field, which then shows what became of it.
function tidy(input) {
  const text = input.value.replace(BREAKS, " ").replace(UNSEEN, "").trim();
  if (input.value !== text) input.value = text;
  return text;
}

// All of them, or these: a choice that is null, or a list of what is checked.
function some({ named, fault, decide, name, title, all, chosen, choices, least, empty = null }) {
  const every = element("input", { type: "checkbox", checked: chosen === null });
  const boxes = choices.map(([key]) => element("input", { type: "checkbox", value: key, checked: chosen?.includes(key) ?? false }));
  const single = element("div", { class: "choices", hidden: chosen === null }, choices.map(([, text, how], at) => element("label", {}, boxes[at], element("span", how ?? {}, text))));
  const picked = () => choices.map(([key]) => key).filter((_, at) => boxes[at].checked);
  let kept = chosen;
  const show = (keys) => {
    every.checked = keys === null;
    single.hidden = keys === null;
    boxes.forEach((box, at) => (box.checked = keys?.includes(choices[at][0]) ?? false));
  };
  const tell = async () => {
    const keys = every.checked ? null : picked();
    const few = keys !== null && keys.length < least;
    if (await decide(name, keys, few ? empty : null)) kept = keys;
    else if (!few) show(kept);
  };
  for (const box of boxes) box.addEventListener("change", tell);
  every.addEventListener("change", () => {
    single.hidden = every.checked;
    // Whoever wants some of them is about to say which.
    if (every.checked || picked().length >= least) tell();
  });
  return element(
    "div",
    { class: "field some", role: "group", "aria-labelledby": `${named(name)}-title`, "aria-describedby": `${named(name)}-fault` },
    element("p", { class: "name", id: `${named(name)}-title` }, title),
    element("label", {}, every, all),
    single,
    fault(name),
  );
}

// A text for each language; what is empty is not shown.
function notice({ named, fault, decide, title, told, codes, languages }) {
  const lines = codes.map((code) =>
    element("input", {
      lang: code, dir: languages[code]?.direction ?? "auto", maxlength: LONGEST_NOTICE, value: told[code] ?? "",
      id: named(`notice-${code}`), "aria-describedby": `${named("notice")}-fault`,
    }),
  );
  const tell = () => decide("notice", Object.fromEntries(codes.map((code, at) => [code, tidy(lines[at])]).filter(([, text]) => text)));
  for (const line of lines) line.addEventListener("change", tell);
  return element(
    "div",
    { class: "field notices", role: "group", "aria-labelledby": `${named("notice")}-title` },
    element("p", { class: "name", id: `${named("notice")}-title` }, title),
    codes.map((code, at) => element("div", { class: "line" }, element("label", { for: named(`notice-${code}`), lang: code }, element("bdi", {}, languages[code]?.name ?? code)), lines[at])),
    fault("notice"),
  );
}
