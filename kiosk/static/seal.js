// Nothing on the glass leads out of the page: no menu, no selection, no dragging, no zoom.

const ZOOM_KEYS = new Set(["+", "-", "=", "0"]);

export function seal(target = document) {
  for (const kind of ["contextmenu", "selectstart", "dragstart", "gesturestart"]) {
    target.addEventListener(kind, (event) => event.preventDefault());
  }
  target.addEventListener("wheel", stopZoom, { passive: false });
  target.addEventListener("touchmove", stopPinch, { passive: false });
  target.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && ZOOM_KEYS.has(event.key)) event.preventDefault();
  });
}

function stopZoom(event) {
  if (event.ctrlKey) event.preventDefault();
}

function stopPinch(event) {
  if (event.touches.length > 1) event.preventDefault();
}
