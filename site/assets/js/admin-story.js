// In the scenario editor: brings the story at a glance up to date as it is written, and leads from it
// to the place in the form.
import { goTo } from "./modules/story-go.js";
import { drawMap } from "./modules/story-map.js";

const PAUSE = 900; // ms without a change before the server is asked

class Story {
  constructor(node) {
    this.node = node;
    this.form = node.closest("form");
    this.body = node.querySelector("[data-story-body]");
    this.status = node.querySelector("[data-story-status]");
    this.zoom = 0;
    this.sent = "";
    node.addEventListener("click", (event) => this.click(event));
    node.addEventListener("toggle", (event) => this.toggled(event.target), true);
    for (const event of ["input", "change", "click"]) this.form.addEventListener(event, (e) => this.soon(e));
    this.form.addEventListener("w-autosave:success", ({ detail }) => this.saved(detail.response));
    this.look();
  }

  // A new story has a page as soon as it is first saved, and can be played from then on.
  saved({ pk }) {
    if (!pk) return;
    this.node.dataset.storyLook = this.node.dataset.storyLook.replace(/\d+(?=\/look\/$)/, pk);
    this.sent = "";
    this.soon();
  }

  // Where the window is wide enough, the panel stands beside the form.
  isBeside() {
    return getComputedStyle(this.node.closest("section")).position === "fixed";
  }

  soon(event) {
    if (event && this.node.contains(event.target)) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    if (!this.node.dataset.storyLook) return;
    if (!this.form.elements["scenes-count"]) return void setTimeout(() => this.look(), 100); // Not built yet.
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    const content = JSON.stringify([...data]);
    if (content === this.sent) return;
    this.sent = content;
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(this.node.dataset.storyLook, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: this.asking.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      this.show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.sent = "";
      this.say(this.node.dataset.storyFailed);
    }
  }

  show(html) {
    const focused = this.body.contains(document.activeElement) ? this.placeOf(document.activeElement) : null;
    this.body.innerHTML = html;
    this.open ??= new Set(this.isBeside() ? ["map", "outline"] : ["outline"]);
    this.say(this.body.querySelector("[data-story-said]").textContent);
    for (const part of this.body.querySelectorAll("[data-story-part]")) part.open = this.open.has(part.dataset.storyPart);
    if (focused) this.body.querySelector(focused)?.focus();
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  placeOf(element) {
    const names = ["data-story-go", "data-story-choice", "data-story-field"];
    if (!element.hasAttribute(names[0])) return null;
    return names
      .map((name) => (element.hasAttribute(name) ? `[${name}="${CSS.escape(element.getAttribute(name))}"]` : `:not([${name}])`))
      .join("");
  }

  toggled(part) {
    const name = part.dataset?.storyPart;
    if (!name) return;
    this.open[part.open ? "add" : "delete"](name);
    if (name === "map" && part.open) this.draw();
  }

  click(event) {
    const go = event.target.closest("[data-story-go]");
    if (go) goTo(this.form, go.dataset);
    const zoom = event.target.closest("[data-story-zoom]")?.dataset.storyZoom;
    if (zoom) {
      this.zoom = zoom === "fit" ? 0 : Math.min(3, Math.max(0.25, (this.zoom || 1) * (zoom === "in" ? 1.25 : 0.8)));
      this.draw();
    }
  }

  draw() {
    const part = this.body.querySelector("[data-story-part=map]");
    if (part?.open) drawMap(part.querySelector("[data-story-map]"), this.body.querySelectorAll("[data-scene]"), this.zoom);
  }
}

for (const node of document.querySelectorAll("[data-story]")) new Story(node);
