// How a story is played: its map, drawn from the table when it is opened.
import { drawMap } from "./modules/story-map.js";

const part = document.querySelector("[data-plays-map-part]");

part?.addEventListener("toggle", () => {
  if (part.open) drawMap(part.querySelector("[data-plays-map]"), document.querySelectorAll("[data-plays] [data-scene]"), 0);
});
