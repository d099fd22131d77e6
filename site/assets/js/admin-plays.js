// How a story is played: its map, drawn from the table when it is opened.
const part = document.querySelector("[data-plays-map-part]");

part?.addEventListener("toggle", async () => {
  if (!part.open) return;
  const { drawMap } = await import("./modules/story-map.js");
  drawMap(part.querySelector("[data-plays-map]"), document.querySelectorAll("[data-plays] [data-scene]"), 0);
});
