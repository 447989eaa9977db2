// Nobody is signed in on the slim page: it looks whether somebody has, in another window of this browser.

import { get } from "/static/api.js";
import "./room.js";

const LOOK_MS = 3000;
const { number } = document.querySelector(".out").dataset;

async function look() {
  try {
    await get(`/api/counters/${number}`);
    location.reload();
  } catch {
    setTimeout(look, LOOK_MS);
  }
}

setTimeout(look, LOOK_MS);
