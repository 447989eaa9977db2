// Why something was not done, in a sentence. What is no Problem is a fault of ours, and thrown on.

import { Problem } from "/static/api.js";

export function told(w, problem) {
  if (!(problem instanceof Problem)) throw problem;
  return problem.status ? problem.detail : w("The office does not answer. Please try again.");
}
