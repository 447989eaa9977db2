// The page of the line's history: what moved anybody in the line today, and by whom.

import { Past } from "/static/past.js";
import { read, words } from "/static/words.js";
import { Looking } from "./looking.js";

const page = read("page");
const teller = { page, w: words(page.words) };
const past = new Past(teller);

document.getElementById("past").append(...past.parts);
new Looking(teller, () => past.look()).keep();
