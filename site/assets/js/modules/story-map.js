// The map of a story, drawn from its outline in the page: what a node or a line says in colour, it
// says by its shape and in words, too.
import { Graph, layout } from "@dagrejs/dagre";

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

let laidOut = {}; // The latest layout, which zooming does not change.

function graphOf(scenes) {
  const content = scenes.map((scene) => scene.outerHTML).join("");
  if (laidOut.content !== content) laidOut = { content, graph: layOut(scenes) };
  return laidOut.graph;
}

function layOut(scenes) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 48, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const scene of scenes) graph.setNode(scene.dataset.scene, { width: WIDTH, height: HEIGHT, scene });
  for (const scene of scenes) {
    scene.querySelectorAll("[data-choice]").forEach((choice, at) => {
      if (!graph.hasNode(choice.dataset.to)) return;
      graph.setEdge(scene.dataset.scene, choice.dataset.to, { choice }, `${at}`);
    });
  }
  layout(graph);
  return graph;
}

function mark(quality, x, y) {
  if (quality === "safe") return make("circle", { cx: x, cy: y, r: 5 });
  if (quality === "partly") return make("rect", { x: x - 5, y: y - 5, width: 10, height: 10 });
  return make("path", { d: `M${x} ${y - 7}l7 12h-14z` });
}

function drawLine({ points, choice }) {
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

function drawScene({ x, y, scene }) {
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

// Draws into `place`; `zoom` 0 fits the width, 1 is the size in which words are as large as on the page.
export function drawMap(place, scenes, zoom) {
  const graph = graphOf([...scenes]);
  const { width = 0, height = 0 } = graph.graph();
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": place.dataset.label });
  svg.style.width = zoom ? `${width * zoom}px` : "100%";
  svg.style.maxWidth = zoom ? "none" : `${width}px`;
  const arrow = make(
    "marker",
    { id: "story-map-arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: "userSpaceOnUse", orient: "auto" },
    make("path", { d: "M0 0l8 4-8 4z" }),
  );
  svg.append(make("defs", {}, arrow));
  for (const edge of graph.edges()) svg.append(drawLine(graph.edge(edge)));
  for (const key of graph.nodes()) svg.append(drawScene(graph.node(key)));
  place.replaceChildren(svg);
}
