// What became of a paper, and what to do when it did not come out.

import { trouble } from "/static/troubles.js";

// What became of a ticket's paper: {text, more, kind} for a ticket as the API shows it; `problem` is the printer's
// detail where it is known.
export function paper(w, { receipt, number }, problem) {
  if (receipt === "printing") return { text: w("The paper is on its way…"), more: null, kind: "" };
  if (receipt === "printed") return { text: w("The paper came out."), more: null, kind: "good" };
  const note = w("Tell the person the number, or write it down.");
  if (receipt === "none") return { text: w("No paper was printed."), more: note, kind: "" };
  const [matter, remedy] = problem ? trouble(w, problem) : [null, null];
  const more = [matter, remedy, problem === "undrawable" ? note : w("Then print again.")].filter(Boolean).join(" ");
  return { text: w("The paper of %(number)s did not come out.", { number }), more: matter ? more : note, kind: "wrong" };
}
