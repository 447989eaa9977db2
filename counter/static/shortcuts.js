// The keys of the counter's page. A button says by its data-key which one presses it; here stands what is typed for it.

// The keys that have no digit: by what is typed, and by where the letter, or the key of the number pad, lies. So they are
// the same on every keyboard, whatever its language.
export const SIGNS = { "+": "+", "*": "*", "/": "/", ".": ".", ",": ".", "-": "-", Escape: "Escape" };
export const LETTERS = { KeyT: "*", KeyC: "/", KeyR: ".", KeyL: "-" };
const PAD = { NumpadAdd: "+", NumpadMultiply: "*", NumpadDivide: "/", NumpadDecimal: ".", NumpadSubtract: "-" };

const CONTROLS = "button, a, input, select, textarea, summary";

// The data-key of the button that an event of the keyboard presses, or undefined.
export function key_of(event) {
  return digit_of(event) ?? LETTERS[event.code] ?? PAD[event.code] ?? SIGNS[event.key];
}

// The digit of a key, wherever it is typed; undefined where shift makes a sign of it, as 8 becomes * on many keyboards.
export function digit_of({ code, key, shiftKey }) {
  return shiftKey && SIGNS[key] ? undefined : /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
}

// `large`: the large button (large.js), which space and Enter press, short or long. `first(event)`: true where the key
// was meant for something else.
export function listen({ large, first = () => false }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph")) return; // these type something else
    if (first(event)) return;
    if (presses_large(event)) {
      if (is_elsewhere(event, large)) return;
      event.preventDefault();
      if (!event.repeat) large.down(event.code);
      return;
    }
    const key = key_of(event);
    const button = key && document.querySelector(`[data-key="${key}"]`);
    if (!button || event.repeat || !button.checkVisibility()) return;
    event.preventDefault(); // or it would be typed into the field that has the focus now
    button.click();
  });
  document.addEventListener("keyup", (event) => {
    if (!presses_large(event)) return;
    if (!is_elsewhere(event, large)) event.preventDefault(); // or the browser would press it once more
    large.up(event.code);
  });
}

function presses_large({ key }) {
  return key === " " || key === "Enter";
}

// Whether a key was pressed in a control of its own.
function is_elsewhere({ target }, large) {
  const control = target.closest(CONTROLS);
  return control !== null && control !== large.button;
}
