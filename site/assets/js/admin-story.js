// In the scenario editor: brings the story at a glance up to date as it is written, and leads from it
// to the scene or choice in the form.

const PAUSE = 900; // ms without a change before the server is asked

class Story {
  constructor(node) {
    this.node = node;
    this.form = node.closest("form");
    this.body = node.querySelector("[data-story-body]");
    this.status = node.querySelector("[data-story-status]");
    this.open = new Set(["outline"]);
    this.zoom = 0;
    this.sent = "";
    node.addEventListener("click", (event) => this.click(event));
    node.addEventListener("toggle", (event) => this.toggled(event.target), true);
    for (const event of ["input", "change", "click"]) this.form.addEventListener(event, (e) => this.soon(e));
    this.look();
  }

  soon(event) {
    if (this.node.contains(event.target)) return;
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
    this.say(this.body.querySelector("[data-story-said]").textContent);
    for (const part of this.body.querySelectorAll("[data-story-part]")) part.open = this.open.has(part.dataset.storyPart);
    if (focused) this.body.querySelector(focused)?.focus();
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  placeOf(element) {
    const { storyGo, storyChoice } = element.dataset;
    if (storyGo === undefined) return null;
    return `[data-story-go="${CSS.escape(storyGo)}"]${storyChoice ? `[data-story-choice="${storyChoice}"]` : ":not([data-story-choice])"}`;
  }

  toggled(part) {
    const name = part.dataset?.storyPart;
    if (!name) return;
    this.open[part.open ? "add" : "delete"](name);
    if (name === "map" && part.open) this.draw();
  }

  click(event) {
    const go = event.target.closest("[data-story-go]");
    if (go) this.go(go.dataset.storyGo, Number(go.dataset.storyChoice ?? 0));
    const zoom = event.target.closest("[data-story-zoom]")?.dataset.storyZoom;
    if (zoom) {
      this.zoom = zoom === "fit" ? 0 : Math.min(3, Math.max(0.25, (this.zoom || 1) * (zoom === "in" ? 1.25 : 0.8)));
      this.draw();
    }
  }

  async draw() {
    const part = this.body.querySelector("[data-story-part=map]");
    if (!part?.open) return;
    const { drawMap } = await import("./modules/story-map.js");
    drawMap(part.querySelector("[data-story-map]"), this.body.querySelectorAll("[data-scene]"), this.zoom);
  }

  // To a scene, or one of its choices, in the form: opened where it is closed, scrolled to, focused.
  go(block, choice) {
    const id = [...this.form.querySelectorAll("input[type=hidden][name$='-id']")].find((input) => input.value === block);
    const scene = id?.closest("[data-contentpath]") ?? id?.parentElement;
    if (!scene) return;
    const toggle = scene.querySelector("[data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    const details = choice && scene.querySelectorAll("[data-scene-choices] details")[choice - 1];
    if (details) details.open = true;
    // Scenes unfold, and a choice's fields are made, in a moment of their own.
    setTimeout(() => {
      const field =
        details?.querySelector("[data-part=text]") ??
        details?.querySelector("summary") ??
        scene.querySelector("input[type=text], textarea");
      field?.focus({ preventScroll: true });
      field?.scrollIntoView({ block: "center", behavior: "instant" });
    }, 50);
  }
}

for (const node of document.querySelectorAll("[data-story]")) new Story(node);
