// The keys of the counter's page. A button says by its data-key which one presses it; here stands what is typed for it.

// The keys that have no digit, by what is typed and by where the letter lies: the same on every keyboard.
export const SIGNS = { "+": "+", "*": "*", "/": "/", ".": ".", ",": ".", "-": "-" };
export const LETTERS = { KeyT: "*", KeyC: "/", KeyR: ".", KeyL: "-" };

// The data-key of the button that an event of the keyboard presses, or undefined.
export function key_of(event) {
  return /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? LETTERS[event.code] ?? SIGNS[event.key];
}

const CONTROLS = "button, a, input, select, textarea, summary";

// `large`: the large button, which space and Enter press. `first(event)`: true where the key was meant for something else.
export function listen({ large, first = () => false }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (first(event)) return;
    const within = event.target.closest(CONTROLS);
    if (event.key === " " || event.key === "Enter") {
      if (event.repeat && within === large) event.preventDefault();
      if (within) return;
      event.preventDefault();
      if (!event.repeat) large.click();
      return;
    }
    const key = key_of(event);
    const button = key && document.querySelector(`[data-key="${key}"]`);
    if (!button || event.repeat || !button.checkVisibility()) return;
    event.preventDefault(); // or it would be typed into the field that has the focus now
    button.click();
  });
}
