// The elements of a list, one for each thing that is known, in their order. One that says the same as before stays as it
// is, with whatever is typed into it. `said(thing)`: what makes its element another one; `make(thing)`: a new one.
export function keep_rows(place, known, said, make) {
  const present = new Map([...place.children].map((row) => [row.dataset.id, row]));
  known.forEach((thing, index) => {
    let row = present.get(String(thing.id));
    present.delete(String(thing.id));
    if (row?.dataset.said !== said(thing)) {
      const made = make(thing);
      Object.assign(made.dataset, { id: thing.id, said: said(thing) });
      row?.replaceWith(made);
      row = made;
    }
    if (place.children[index] !== row) place.insertBefore(row, place.children[index] ?? null);
  });
  for (const gone of present.values()) gone.remove();
}
