// Text that must be whole in its place, however long it is: it becomes smaller, never less.

const LEAST = 0.4;
const STEP = 0.92;

// Sets --fit on the place: the largest share of its size, down to 40 %, with which all of it is seen.
export function fit(place) {
  for (let share = 1; ; share *= STEP) {
    place.style.setProperty("--fit", share.toFixed(3));
    if (share * STEP < LEAST || isWhole(place)) return;
  }
}

// Whether the only child of a place, a block, stands within it. Lines count, not what letters reach beyond them.
export function isWhole(place) {
  const { offsetHeight, scrollWidth } = place.firstElementChild;
  const { maxBlockSize, paddingBlockStart, paddingBlockEnd } = getComputedStyle(place);
  const most_px = maxBlockSize === "none" ? place.clientHeight : parseFloat(maxBlockSize);
  const room_px = most_px - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd);
  return offsetHeight <= room_px + 1 && scrollWidth <= place.clientWidth;
}
