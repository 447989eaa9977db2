// Letters as large as the panel allows, around the full size of 1 (kiosk.css).

const LARGEST = 1.3;
const SMALLEST = 0.45;
const STEPS = 6;
const DEAR = 0.85; // below this size, what can be spared goes before the letters shrink further

let last = "";

// Sets --fit on `root` so that neither `screen` nor a .room in it runs over. What was fitted before is looked at
// again only when its texts, or the panel, are others.
export function fit(root, screen) {
  const now = [screen.id, innerWidth, innerHeight, screen.clientHeight, document.fonts.status, screen.innerText].join();
  if (now === last) return;
  last = now;
  const rooms = [screen, ...screen.querySelectorAll(".room")];
  const set = (size) => root.style.setProperty("--fit", size.toFixed(3));
  const fits = (size) => {
    set(size);
    return !rooms.some(overflows);
  };
  root.classList.remove("spared");
  root.classList.toggle("spared", !fits(DEAR));
  set(largest(fits));
}

function largest(fits) {
  let [small, large] = [SMALLEST, LARGEST];
  if (fits(large)) return large;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (small + large) / 2;
    if (fits(middle)) small = middle;
    else large = middle;
  }
  return small;
}

function overflows(room) {
  return room.scrollHeight > room.clientHeight + 1 || room.scrollWidth > room.clientWidth + 1;
}
