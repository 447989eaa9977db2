// The words of a page, as the server wrote them into it: nothing is translated here.

// Reads the JSON that a page carries in <script type="application/json" id="…">.
export function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

// Returns w(text, values): the sentence in the page's language with its values filled in.
// `json` maps an English text to a string, or to {zero, one, two, few, many, other}, chosen by values.n.
export function words(json, language = document.documentElement.lang || "en") {
  const plurals = new Intl.PluralRules(language);
  return function w(text, values = {}) {
    const found = json[text] ?? text;
    const form = typeof found === "string" ? found : (found[plurals.select(Number(values.n))] ?? found.other);
    return fill(form, values);
  };
}

// %(name)s becomes the value, %% a percent sign. Numbers are written with Western digits in every language.
function fill(template, values) {
  return template.replace(/%\((\w+)\)s|%%/g, (place, name) => (name === undefined ? "%" : String(values[name] ?? "")));
}

// A number, a name or a time keeps its own direction inside a sentence (first strong isolate … pop).
export function apart(text) {
  return `\u2068${text}\u2069`;
}
