// In the scenario editor: a scene's choices, kept as JSON in one text field, each with its own small
// form that is made when the choice is opened. Targets are chosen from the scenes by title.

const FIELDS = ["text", "to", "quality", "points", "feedback", "findings", "effects", "when"];
const LONG = new Set(["text", "feedback"]);
const EMPTY = { key: "", text: "", to: "", quality: "", points: 0, feedback: "", findings: "", effects: "", when: "" };
const editors = new Set();
let made = 0;

const valueOf = (form, name) => form.elements[name]?.value ?? "";

// The stream field that choices stand in, such as "scenes" of "scenes-0-value-choices".
const streamOf = (input) => input.name.match(/^(.+?)-\d+-value-/)?.[1] ?? "";

function scenesOf(input) {
  const scenes = [];
  const { form } = input;
  const stream = streamOf(input);
  const count = Number(valueOf(form, `${stream}-count`));
  for (let at = 0; at < count; at += 1) {
    const prefix = `${stream}-${at}`;
    if (!form.elements[`${prefix}-id`] || valueOf(form, `${prefix}-deleted`)) continue;
    scenes.push({
      id: valueOf(form, `${prefix}-id`),
      order: Number(valueOf(form, `${prefix}-order`)),
      isEnding: valueOf(form, `${prefix}-type`) === "ending",
      title: valueOf(form, `${prefix}-value-title`).trim(),
    });
  }
  return scenes.sort((one, other) => one.order - other.order);
}

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

class Choices {
  constructor(input) {
    this.input = input;
    this.words = JSON.parse(input.dataset.words);
    this.list = element("ol", { class: "scene-choices__list" });
    const add = this.button(this.words.add, () => this.add());
    this.node = element("div", { class: "scene-choices", "data-scene-choices": "" }, this.list, add);
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

  write() {
    this.input.value = JSON.stringify(this.choices);
    this.written = this.input.value;
    for (const kind of ["input", "change"]) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  draw(open = null) {
    this.list.replaceChildren(...this.choices.map((choice, at) => this.row(choice, at, choice === open)));
    this.summarise();
  }

  row(choice, at, isOpen) {
    const details = element("details", { class: "scene-choices__choice" }, element("summary"));
    details.choice = choice;
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(this.form(details, choice));
    });
    if (isOpen) {
      details.append(this.form(details, choice));
      details.open = true;
    }
    return element("li", {}, details);
  }

  summarise(scenes = scenesOf(this.input)) {
    for (const details of this.list.querySelectorAll("details")) {
      const { choice } = details;
      const target = scenes.find((scene) => scene.id === choice.to);
      const quality = this.words.qualities.find(([value]) => value === choice.quality)?.[1];
      const parts = [
        String(choice.text).trim() || this.words.without,
        target ? `→ ${target.title || this.words.untitled}` : `→ ${choice.to ? this.words.gone : this.words.nowhere}`,
      ];
      if (quality) parts.push(`(${quality})`);
      const words = parts.join(" ");
      const summary = details.firstElementChild;
      if (summary.textContent !== words) summary.textContent = words;
    }
  }

  form(details, choice) {
    const rows = FIELDS.map((name) => this.field(details, choice, name));
    const at = () => this.choices.indexOf(choice);
    const buttons = element(
      "div",
      { class: "scene-choices__buttons" },
      this.button(this.words.moveUp, () => this.move(at(), -1)),
      this.button(this.words.moveDown, () => this.move(at(), 1)),
      this.button(this.words.remove, () => this.remove(at())),
    );
    return element("div", { class: "scene-choices__form" }, ...rows, buttons);
  }

  field(details, choice, name) {
    made += 1;
    const id = `scene-choice-${made}-${name}`;
    const label = element("label", { for: id, class: "w-field__label" }, this.words[name]);
    const control = this.control(choice, name);
    control.id = id;
    control.dataset.part = name;
    const row = element("div", { class: "scene-choices__field" }, label);
    const help = this.words[`${name}Help`];
    if (help) {
      control.setAttribute("aria-describedby", `${id}-help`);
      row.append(element("div", { id: `${id}-help`, class: "help" }, help));
    }
    row.append(control);
    if (name === "to") row.append(this.adders(choice, control));
    control.addEventListener("input", (event) => {
      event.stopPropagation();
      choice[name] = name === "points" && /^-?\d+$/.test(control.value.trim()) ? Number(control.value) : control.value;
      this.write();
      this.summarise();
    });
    return row;
  }

  control(choice, name) {
    if (name === "to") return this.target(choice);
    if (name === "quality") {
      const options = [["", this.words.noQuality], ...this.words.qualities];
      const select = element("select", {}, ...options.map(([value, text]) => new Option(text, value)));
      select.value = choice.quality;
      return select;
    }
    const control = LONG.has(name) ? element("textarea", { rows: 2 }) : element("input", { type: "text" });
    if (name === "points") control.inputMode = "numeric";
    control.value = choice[name];
    return control;
  }

  target(choice) {
    const select = element("select");
    const fill = () => {
      const scenes = scenesOf(this.input);
      const options = [new Option(this.words.none, "")];
      scenes.forEach((scene, at) => {
        const kind = scene.isEnding ? ` (${this.words.ending})` : "";
        options.push(new Option(`${at + 1}. ${scene.title || this.words.untitled}${kind}`, scene.id));
      });
      if (choice.to && !scenes.some((scene) => scene.id === choice.to)) {
        options.push(new Option(this.words.gone, choice.to));
      }
      select.replaceChildren(...options);
      select.value = choice.to;
    };
    fill();
    select.addEventListener("focus", fill);
    select.fill = fill;
    return select;
  }

  adders(choice, select) {
    const add = (type) => {
      const stream = document.getElementById(`${streamOf(this.input)}-root`)?.rootBlock;
      if (!stream) return;
      const id = crypto.randomUUID();
      stream.insert({ type, value: stream.blockDef.initialChildStates[type], id }, stream.children.length, {
        focus: true,
      });
      choice.to = id;
      this.write();
      select.fill();
      this.summarise();
    };
    return element(
      "div",
      { class: "scene-choices__buttons" },
      this.button(this.words.addScene, () => add("scene")),
      this.button(this.words.addEnding, () => add("ending")),
    );
  }

  button(text, act) {
    const button = element("button", { type: "button", class: "button button-small button-secondary" }, text);
    button.addEventListener("click", act);
    return button;
  }

  add() {
    const choice = { ...EMPTY };
    this.choices.push(choice);
    this.write();
    this.draw(choice);
    this.focus(choice, "[data-part=text]");
  }

  move(at, by) {
    if (!this.choices[at + by]) return;
    const [choice] = this.choices.splice(at, 1);
    this.choices.splice(at + by, 0, choice);
    this.write();
    this.draw(choice);
    this.focus(choice, "summary");
  }

  remove(at) {
    this.choices.splice(at, 1);
    this.write();
    this.draw();
    const next = this.choices[Math.min(at, this.choices.length - 1)];
    if (next) this.focus(next, "summary");
    else this.node.lastElementChild.focus();
  }

  focus(choice, selector) {
    const rows = [...this.list.querySelectorAll("details")];
    rows.find((details) => details.choice === choice)?.querySelector(selector)?.focus();
  }
}

// Titles are typed, scenes are moved, copied and removed: whatever happens ends in one of these.
let waiting;
function refreshSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    let scenes = null;
    for (const editor of editors) {
      if (editor.input.value !== editor.written) editor.read();
      scenes ??= editor.input.form && scenesOf(editor.input);
      if (scenes && editor.choices) editor.summarise(scenes);
    }
  }, 150);
}
for (const event of ["change", "click", "focusout"]) document.addEventListener(event, refreshSoon);

class SceneChoices extends window.StimulusModule.Controller {
  connect() {
    const input = this.element;
    if (input.sceneChoices) return void editors.add(input.sceneChoices); // Moved, editor and all.
    const editor = new Choices(input);
    input.sceneChoices = editor;
    const add = editor.node.lastElementChild;
    editor.node.id = input.id; // What leads to the field leads to what can be seen.
    input.removeAttribute("id");
    input.focus = () => add.focus();
    input.after(editor.node);
    editors.add(editor);
    refreshSoon();
  }

  disconnect() {
    editors.delete(this.element.sceneChoices);
  }
}

window.wagtail.app.register("scene-choices", SceneChoices);
