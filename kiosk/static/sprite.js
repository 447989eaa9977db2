// The house's icons from the sprite inside the page: one that is drawn while the office is away is there too.

import { icon as linked } from "/static/icons.js";

export const icon = (name) => linked(name, "#icon-");
