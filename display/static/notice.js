// The notice: what the office wants to be read meanwhile. It stands still; what does not fit is on its next page,
// and each language has pages of its own. Nothing runs across the wall.

import { element } from "/static/element.js";
import { isWhole } from "./fit.js";

const LEAST_MS = 8000; // a short page
const LETTER_MS = 90; // and for each of its letters: whoever reads slowly reads it twice

// Where a line may end: not at the spaces that French has before its signs.
const SPACES = /[^\S\u00a0\u202f]+/u;

// A sentence, with the sign that ends it.
const SENTENCES = /.*?[.!?؟…]+(?=\s|$)|.+$/gsu;

// Divides a text into pages of which each `fits(page)`: between sentences where a page holds one, else between words,
// into as few pages as can be, all about as long. Pure.
export function pages(text, fits) {
  const sentences = (text.match(SENTENCES) ?? []).map((each) => each.split(SPACES).filter(Boolean).join(" ")).filter(Boolean);
  return divide(sentences, fits).flatMap((page) => (fits(page) ? [page] : evenly(page.split(" ").flatMap((word) => pieces(word, fits)), fits)));
}

// A word that no page holds, such as a long address, in pieces.
function pieces(word, fits) {
  if (fits(word)) return [word];
  const found = [""];
  for (const letter of word) {
    if (fits(found.at(-1) + letter)) found[found.length - 1] += letter;
    else found.push(letter);
  }
  return found.filter(Boolean);
}

function evenly(words, fits) {
  const fewest = divide(words, fits);
  const average = words.join(" ").length / fewest.length;
  for (let longest = Math.ceil(average); longest < 2 * average; longest += 2) {
    const even = divide(words, (page) => page.length <= longest && fits(page));
    if (even.length === fewest.length) return even;
  }
  return fewest;
}

// As many pieces to a page as fit; one that does not fit alone has a page all the same.
function divide(pieces, fits) {
  const found = [];
  for (const piece of pieces) {
    const longer = found.length ? `${found.at(-1)} ${piece}` : piece;
    if (found.length && fits(longer)) found[found.length - 1] = longer;
    else found.push(piece);
  }
  return found;
}

export class Notice {
  #place;
  #languages;
  #told = "";
  #texts = [];
  #pages = [];
  #page = 0;
  #until_ms = null;

  // `languages`: code → { direction }.
  constructor(place, languages) {
    this.#place = place;
    this.#languages = languages;
  }

  // language → text, in the order in which they are shown; a language without a text has no page.
  tell(notice, order) {
    const texts = order.filter((language) => notice[language]?.trim()).map((language) => [language, notice[language]]);
    if (JSON.stringify(texts) === this.#told) return;
    this.#told = JSON.stringify(texts);
    this.#texts = texts;
    this.#place.hidden = texts.length === 0;
    document.body.classList.toggle("with-notice", texts.length > 0);
    this.measure();
  }

  // Divides it anew, as soon as it is seen: its place has another size.
  measure() {
    this.#pages = [];
    if (!this.#texts.length || !this.#place.clientHeight) return;
    this.#pages = this.#texts.flatMap(([language, text]) =>
      pages(text, (page) => (this.#show(language, page), isWhole(this.#place))).map((page) => [language, page]),
    );
    this.#begin(0);
  }

  // Shows the next page when it is time; `now_ms` only runs forward.
  turn(now_ms) {
    if (!this.#pages.length) this.measure();
    if (!this.#pages.length) return;
    const [, text] = this.#pages[this.#page];
    this.#until_ms ??= now_ms + LEAST_MS + LETTER_MS * text.length;
    if (now_ms >= this.#until_ms && this.#pages.length > 1) this.#begin((this.#page + 1) % this.#pages.length);
  }

  // A page whose time begins now, or when time is told again.
  #begin(page) {
    this.#page = page;
    this.#until_ms = null;
    this.#show(...this.#pages[page]);
  }

  #show(language, text) {
    const { direction } = this.#languages[language] ?? {};
    this.#place.replaceChildren(element("span", { lang: language, dir: direction }, text));
  }
}
