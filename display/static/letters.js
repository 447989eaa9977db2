// How wide letters are, so that those of a call are as large as their place allows, and never larger.

const FAMILY = '"Plex", "Noto Sans Arabic", "Noto Sans", system-ui, sans-serif';
const SIZE_PX = 100;
const REMEMBERED = 200;
const AROUND = 0.12;
// A part of the letter's own width: what stands over at its sides, and rounding.
const SPARE = 1.02;

const pen = document.createElement("canvas").getContext("2d");
const known = new Map();

// When the page has its letters: nothing measured before counts.
export async function ready() {
  await document.fonts.ready;
  known.clear();
}

// The width of a text, as a multiple of the size of its letters.
export function width(text, weight = 700) {
  return measured(text, weight).width;
}

// How high a line is that holds all that these letters reach up and down (Latin capitals less than Arabic letters), and
// how much lower than usual they are to stand, to stand in its middle.
export function line(text, weight = 700) {
  return measured(text, weight);
}

function measured(text, weight) {
  const key = `${weight} ${text.replace(/[0-9]/g, "0")}`; // figures are all of one width
  if (!known.has(key)) {
    if (known.size >= REMEMBERED) known.clear();
    pen.font = `${weight} ${SIZE_PX}px ${FAMILY}`;
    known.set(key, box(pen.measureText(text)));
  }
  return known.get(key);
}

// A line stands about the middle of what the font reaches, not of what these letters do.
function box(ink) {
  const [up, down] = [ink.actualBoundingBoxAscent / SIZE_PX, ink.actualBoundingBoxDescent / SIZE_PX];
  const middle = (ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2 / SIZE_PX;
  return { width: (ink.width / SIZE_PX) * SPARE, high: up + down + AROUND, low: (up - down) / 2 - middle };
}
