// A list that has more cards than a page can hold at a size that can be read and touched: which of them are shown.

const TARGET_MM = 19.9; // 20, but for a tenth
const NARROWEST_MM = 55;
const ASPECT = 2.8; // of a card: a name of two or three lines beside its icon
const EMPTY = 0.3; // how much a place without a card counts against a shape
const COLUMNS = [1, 2, 3, 4];
const FEWEST = { usual: 3, large: 2 }; // choices on a page, however small the letters: with fewer nothing can be compared

// The ways to set out a list, the fewest pages first, then the cards of the best shape: { columns, rows, each }.
export function grids(list, px_per_mm) {
  const n = cards(list).length;
  const box = list.getBoundingClientRect();
  const sizes = [box.width, box.height, parseFloat(getComputedStyle(list).rowGap)];
  const [width, height, gap] = sizes.map((px) => px / px_per_mm);
  const found = new Map();
  for (const columns of COLUMNS) {
    for (let pages = 1; pages <= n; pages += 1) {
      const each = Math.ceil(n / pages);
      const rows = Math.ceil((each + (pages > 1)) / columns);
      const cell = { width: (width + gap) / columns - gap, height: (height + gap) / rows - gap };
      if (cell.height < TARGET_MM || (cell.width < NARROWEST_MM && columns > 1)) continue;
      const empty = columns * rows - each - (pages > 1);
      const shape = Math.abs(Math.log(cell.width / cell.height / ASPECT)) + EMPTY * empty;
      const name = `${columns},${rows}`;
      if (!found.has(name)) found.set(name, { columns, rows, each: pages > 1 ? columns * rows - 1 : n, pages, shape });
      if (rows === 1) break;
    }
  }
  const fewest = Math.min(n, FEWEST[document.documentElement.dataset.text ?? "usual"]);
  const all = [...found.values()].sort((a, b) => a.pages - b.pages || a.shape - b.shape);
  const ample = all.filter(({ each }) => each >= fewest);
  if (ample.length) return ample;
  return all.length ? all : [{ columns: 1, rows: n, each: n, pages: 1, shape: 0 }];
}

// How many pages the screen's list has.
export function pages(screen, { each }) {
  return Math.ceil(cards(screen.querySelector(".cards")).length / each);
}

// Shows one page of the list: the last one when there are not so many.
export function turn(screen, grid, page) {
  const { columns, rows, each } = grid;
  const list = screen.querySelector(".cards");
  const all = cards(list);
  const last = pages(screen, grid) - 1;
  const shown = Math.min(page, last);
  list.style.setProperty("--columns", columns);
  list.style.setProperty("--rows", rows);
  all.forEach((card, place) => (card.hidden = Math.floor(place / each) !== shown));
  const more = list.querySelector(".more");
  more.hidden = shown === last;
  more.querySelector("small").textContent = `${shown + 1} / ${last + 1}`;
}

function cards(list) {
  return [...list.querySelectorAll("button:not(.more)")];
}
