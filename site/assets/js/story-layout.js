// Lays the map of a story out, in a worker: the page stays quick while somebody writes in it.
import { Graph, layout } from "@dagrejs/dagre";

const MARGIN = 12;

// `scenes` are keys, `lines` pairs of keys; sizes in pixels. Answers in the order of what it was given.
function layOut({ scenes, lines, width, height }) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 48, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const key of scenes) graph.setNode(key, { width, height });
  lines.forEach(([from, to], at) => graph.setEdge(from, to, {}, `${at}`));
  layout(graph);
  const { width: wide = 0, height: high = 0 } = graph.graph();
  const points = lines.map(([from, to], at) => graph.edge(from, to, `${at}`).points);
  const across = points.flat().map(({ x }) => x); // Lines may pass outside of all scenes.
  const left = Math.min(0, ...across.map((x) => x - MARGIN));
  return {
    left,
    width: Math.max(wide, ...across.map((x) => x + MARGIN)) - left,
    height: high,
    scenes: scenes.map((key) => ({ x: graph.node(key).x, y: graph.node(key).y })),
    lines: points,
  };
}

self.addEventListener("message", ({ data }) => self.postMessage(layOut(data)));
