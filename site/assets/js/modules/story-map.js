// The map of a story, drawn from its outline in the page: what a node or a line says in colour, it
// says by its shape and in words, too.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 168;
const HEIGHT = 60;
const LINE = 22; // characters of a title that fit on one line

function make(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function linesOf(title) {
  const lines = [""];
  for (const word of title.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= LINE) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.length > 2 ? [lines[0], `${lines[1].slice(0, LINE - 1)}…`] : lines;
}

// What the layout depends on: words do not change it.
function structureOf(scenes) {
  const keys = scenes.map((scene) => scene.dataset.scene);
  const known = new Set(keys);
  const choices = scenes.flatMap((scene) =>
    [...scene.querySelectorAll("[data-choice]")]
      .filter((choice) => known.has(choice.dataset.to))
      .map((choice) => ({ choice, line: [scene.dataset.scene, choice.dataset.to] })),
  );
  return { choices: choices.map(({ choice }) => choice), question: { scenes: keys, lines: choices.map(({ line }) => line) } };
}

let worker;
let latest = {}; // The latest layout, which zooming and changed words do not change.

function layOut(url, question) {
  const asked = JSON.stringify(question);
  if (latest.asked === asked) return latest.answer;
  const answer = new Promise((resolve, reject) => {
    worker?.terminate(); // What it was asked before is out of date.
    worker = new Worker(url, { type: "module" });
    worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
    worker.addEventListener("error", (error) => {
      latest = {}; // The next change tries again.
      reject(error);
    }, { once: true });
    worker.postMessage({ ...question, width: WIDTH, height: HEIGHT });
  });
  latest = { asked, answer };
  return answer;
}

function mark(quality, x, y) {
  if (quality === "safe") return make("circle", { cx: x, cy: y, r: 5 });
  if (quality === "partly") return make("rect", { x: x - 5, y: y - 5, width: 10, height: 10 });
  if (quality === "unsafe") return make("path", { d: `M${x} ${y - 7}l7 12h-14z` });
  return make("g", {}); // Not said yet: a line without a shape.
}

function drawLine(choice, points) {
  const { quality } = choice.dataset;
  const [first, ...rest] = points;
  const path = `M${first.x} ${first.y}${rest.map(({ x, y }) => `L${x} ${y}`).join("")}`;
  const middle = points[Math.floor(points.length / 2)];
  const words = choice.textContent.trim().replace(/\s+/g, " ");
  const line = make("path", { d: path, fill: "none", "marker-end": "url(#story-map-arrow)" });
  const { share } = choice.dataset; // percent, where a table says how many took it
  if (share) line.style.strokeWidth = 1 + Number(share) / 10;
  return make(
    "g",
    { class: `story-map__line story-map__line--${quality}` },
    make("title", {}, words),
    line,
    mark(quality, middle.x, middle.y),
  );
}

function drawScene(scene, { x, y }) {
  const { outcome, title, blocking } = scene.dataset;
  const left = x - WIDTH / 2;
  const top = y - HEIGHT / 2;
  const ends = outcome ? ` story-map__scene--ending story-map__scene--${outcome}` : "";
  const group = make("g", { class: `story-map__scene${ends}` }, make("title", {}, title));
  const go = scene.querySelector("[data-story-go]")?.dataset.storyGo;
  if (go) group.dataset.storyGo = go;
  group.append(make("rect", { x: left, y: top, width: WIDTH, height: HEIGHT, rx: outcome ? HEIGHT / 2 : 4 }));
  const word = scene.querySelector("[data-story-word]")?.textContent.trim();
  const lines = [...linesOf(title), ...(word ? [word] : [])];
  lines.forEach((line, at) => {
    const down = y + (at - (lines.length - 1) / 2) * 16;
    const isWord = word && at === lines.length - 1;
    group.append(make("text", { x, y: down, class: isWord ? "story-map__word" : "" }, line));
  });
  if (blocking !== "0") {
    group.append(
      make("circle", { cx: left + WIDTH - 4, cy: top + 4, r: 10, class: "story-map__problem" }),
      make("text", { x: left + WIDTH - 4, y: top + 4, class: "story-map__count" }, `!${blocking}`),
    );
  }
  return group;
}

// Draws into `place`, which names the worker; `zoom` 0 fits the width, 1 is the size in which words are
// as large as on the page.
export async function drawMap(place, nodes, zoom) {
  const scenes = [...nodes];
  const { choices, question } = structureOf(scenes);
  const { left, width, height, ...placed } = await layOut(place.dataset.layout, question);
  if (!place.isConnected) return; // Brought up to date meanwhile, and drawn anew.
  const svg = make("svg", { viewBox: `${left} 0 ${width} ${height}`, role: "img", "aria-label": place.dataset.label });
  svg.style.width = zoom ? `${width * zoom}px` : "100%";
  svg.style.maxWidth = zoom ? "none" : `${width}px`;
  const arrow = make(
    "marker",
    { id: "story-map-arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: "userSpaceOnUse", orient: "auto" },
    make("path", { d: "M0 0l8 4-8 4z" }),
  );
  svg.append(make("defs", {}, arrow));
  choices.forEach((choice, at) => svg.append(drawLine(choice, placed.lines[at])));
  scenes.forEach((scene, at) => svg.append(drawScene(scene, placed.scenes[at])));
  place.replaceChildren(svg);
}
