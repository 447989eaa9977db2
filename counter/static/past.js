// The line's history, as a view of the panel.

import { element } from "/static/element.js";
import { Past } from "/static/past.js";

export class PastView {
  constructor(desk) {
    const past = new Past(desk);
    Object.assign(this, { title: desk.w("Today in the line"), body: element("div", { class: "view" }, past.parts), past });
    past.show();
  }

  first() {
    return this.past.only;
  }
}
