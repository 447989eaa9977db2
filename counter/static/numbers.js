// The numbers of tickets as they are typed: read as server/office/numbers.py reads them.

const BETWEEN = /[\p{Zs}\p{Pd}\p{Cf}\u0640]/gu; // spaces, dashes, marks of direction; a lengthened letter is the same one
const ALEFS = /[اإآٱ]/g;
const ARABIC_DIGITS = /[٠-٩۰-۹]/g;
const NUMBER = /^(\p{L}?)(\d{0,9})$/u;

// "a-١٠٢" → ["A", "102"]; a part that is not said is empty. Null: this cannot be the beginning of a number.
export function read(text) {
  const plain = text.normalize("NFKC").replace(BETWEEN, "").replace(ALEFS, "أ");
  const [, letter, digits] = NUMBER.exec(plain.replace(ARABIC_DIGITS, (digit) => digit.codePointAt(0) & 15).toUpperCase()) ?? [];
  return letter === undefined ? null : [letter, digits];
}

// What stands on a ticket is looked at with each letter that is typed, a thousand times in a long line: read once.
const WRITTEN = new Map();

function written(number) {
  if (!WRITTEN.has(number)) WRITTEN.set(number, read(number) ?? ["", ""]);
  return WRITTEN.get(number);
}

// Which numbers somebody may mean who typed `text`: meant(number) is 2 where it is this one, 1 where it begins so,
// 0 where it is another. The zeros before a number need not be typed, nor its letter.
export function seeker(text) {
  const typed = read(text);
  if (!typed) return () => 0;
  const [letter, digits] = typed;
  return (number) => {
    const [their_letter, their_digits] = written(number);
    if (letter && letter !== their_letter) return 0;
    if (!digits) return 1;
    if (Number(digits) === Number(their_digits)) return 2;
    return their_digits.startsWith(digits) || String(Number(their_digits)).startsWith(digits) ? 1 : 0;
  };
}
