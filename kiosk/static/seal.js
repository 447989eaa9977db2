// Nothing on the glass leads out of the page: no menu, no selection, no dragging, no zoom, no way back into history.

const OUTWARD = ["contextmenu", "selectstart", "dragstart", "dragover", "drop", "gesturestart", "auxclick"];
const SIDE_BUTTONS = new Set([3, 4]); // of a mouse: back, forward
const FUNCTION_KEY = /^(F\d+|Browser\w+|Launch\w+|Print|PrintScreen|Help|Find|Open|Save|New|ZoomIn|ZoomOut)$/;

// `atRest()`: whether nobody is there. Then, and only then, a key may load the page again.
export function seal({ atRest = () => false } = {}) {
  for (const kind of OUTWARD) document.addEventListener(kind, (event) => event.preventDefault());
  for (const kind of ["pointerdown", "mousedown", "mouseup"]) {
    document.addEventListener(kind, (event) => SIDE_BUTTONS.has(event.button) && event.preventDefault());
  }
  document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  document.addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  document.addEventListener("keydown", (event) => {
    if (isOutward(event) && !(isReload(event) && atRest())) event.preventDefault();
  });
  // One step back leads to where we are.
  history.pushState(null, "");
  addEventListener("popstate", () => history.pushState(null, ""));
}

function isOutward({ key, ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || altKey || FUNCTION_KEY.test(key);
}

function isReload({ key, ctrlKey }) {
  return key === "F5" || (ctrlKey && key.toLowerCase() === "r");
}
