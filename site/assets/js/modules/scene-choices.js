// The choices of one scene: a list that is kept as JSON in a text field. Each has its own small form,
// which is made when the choice is opened.
import { choiceForm } from "./choice-form.js";
import { button, element } from "./element.js";
import { scenesOf } from "./story-scenes.js";

const EMPTY = { key: "", text: "", to: "", quality: "", points: 0, feedback: "", findings: "", effects: "", when: "" };

export class SceneChoices {
  constructor(input) {
    this.input = input;
    this.words = JSON.parse(input.dataset.words);
    this.list = element("ol", { class: "scene-choices__list" });
    this.adder = button(this.words.add, () => this.add());
    this.node = element("div", { class: "scene-choices", "data-scene-choices": "" }, this.list, this.adder);
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", this.words.choices);
    this.read();
  }

  read() {
    try {
      this.choices = JSON.parse(this.input.value || "[]");
    } catch {
      this.choices = null; // Not ours: it stays visible as it is.
    }
    const isOurs = Array.isArray(this.choices);
    this.input.hidden = isOurs;
    this.input.style.display = isOurs ? "none" : "";
    this.node.hidden = !isOurs;
    this.written = this.input.value;
    if (isOurs) this.draw();
  }

  // Whether the text field holds something else than was read from or written to it here.
  get isOutOfDate() {
    return this.input.value !== this.written;
  }

  write() {
    this.input.value = JSON.stringify(this.choices);
    this.written = this.input.value;
    for (const kind of ["input", "change"]) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  changed() {
    this.write();
    this.summarise();
  }

  draw(open = null) {
    this.list.replaceChildren(...this.choices.map((choice) => this.row(choice, choice === open)));
    this.summarise();
  }

  row(choice, isOpen) {
    const details = element("details", { class: "scene-choices__choice" }, element("summary"));
    details.choice = choice;
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(choiceForm(this, choice));
    });
    if (isOpen) {
      details.append(choiceForm(this, choice));
      details.open = true;
    }
    return element("li", {}, details);
  }

  summarise(scenes = scenesOf(this.input)) {
    for (const details of this.list.querySelectorAll("details")) {
      const words = this.inShort(details.choice, scenes);
      const summary = details.firstElementChild;
      if (summary.textContent !== words) summary.textContent = words;
    }
  }

  inShort(choice, scenes) {
    const { words } = this;
    const target = scenes.find((scene) => scene.id === choice.to);
    const nowhere = choice.to ? words.gone : words.nowhere;
    const quality = words.qualities.find(([value]) => value === choice.quality)?.[1];
    const parts = [
      String(choice.text).trim() || words.without,
      `→ ${target ? target.title || words.untitled : nowhere}`,
      ...(quality ? [`(${quality})`] : []),
    ];
    return parts.join(" ");
  }

  add() {
    const choice = { ...EMPTY };
    this.choices.push(choice);
    this.write();
    this.draw(choice);
    this.focus(choice, "[data-part=text]");
  }

  move(choice, by) {
    const at = this.choices.indexOf(choice);
    if (!this.choices[at + by]) return;
    this.choices.splice(at, 1);
    this.choices.splice(at + by, 0, choice);
    this.write();
    this.draw(choice);
    this.focus(choice, "summary");
  }

  remove(choice) {
    const at = this.choices.indexOf(choice);
    this.choices.splice(at, 1);
    this.write();
    this.draw();
    const next = this.choices[Math.min(at, this.choices.length - 1)];
    if (next) this.focus(next, "summary");
    else this.adder.focus();
  }

  focus(choice, selector) {
    const rows = [...this.list.querySelectorAll("details")];
    rows.find((details) => details.choice === choice)?.querySelector(selector)?.focus();
  }
}
