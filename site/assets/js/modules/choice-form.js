// The small form of one choice. `editor` is the SceneChoices that the choice stands in: it has the words
// and the input, and is told of what is `changed`.
import { button, element } from "./element.js";
import { addScene, scenesOf } from "./story-scenes.js";

const FIELDS = ["text", "to", "quality", "points", "feedback", "findings", "effects", "when"];
const LONG = new Set(["text", "feedback"]);
let made = 0;

export function choiceForm(editor, choice) {
  const { words } = editor;
  const buttons = element(
    "div",
    { class: "scene-choices__buttons" },
    button(words.moveUp, () => editor.move(choice, -1)),
    button(words.moveDown, () => editor.move(choice, 1)),
    button(words.remove, () => editor.remove(choice)),
  );
  const rows = FIELDS.map((name) => field(editor, choice, name));
  return element("div", { class: "scene-choices__form" }, ...rows, buttons);
}

function field(editor, choice, name) {
  const { words } = editor;
  made += 1;
  const id = `scene-choice-${made}-${name}`;
  const control = controlOf(editor, choice, name);
  control.id = id;
  control.dataset.part = name;
  const label = element("label", { for: id, class: "w-field__label" }, words[name]);
  const row = element("div", { class: "scene-choices__field" }, label);
  const help = words[`${name}Help`];
  if (help) {
    control.setAttribute("aria-describedby", `${id}-help`);
    row.append(element("div", { id: `${id}-help`, class: "help" }, help));
  }
  row.append(control);
  if (name === "to") row.append(adders(editor, choice, control));
  control.addEventListener("input", (event) => {
    event.stopPropagation();
    choice[name] = name === "points" && /^-?\d+$/.test(control.value.trim()) ? Number(control.value) : control.value;
    editor.changed();
  });
  return row;
}

function controlOf(editor, choice, name) {
  if (name === "to") return target(editor, choice);
  if (name === "quality") {
    const options = [["", editor.words.noQuality], ...editor.words.qualities];
    const select = element("select", {}, ...options.map(([value, text]) => new Option(text, value)));
    select.value = choice.quality;
    return select;
  }
  const control = LONG.has(name) ? element("textarea", { rows: 2 }) : element("input", { type: "text" });
  if (name === "points") control.inputMode = "numeric";
  control.value = choice[name];
  return control;
}

function target({ words, input }, choice) {
  const select = element("select");
  select.fill = () => {
    const scenes = scenesOf(input);
    const options = [new Option(words.none, "")];
    scenes.forEach((scene, at) => {
      const kind = scene.isEnding ? ` (${words.ending})` : "";
      options.push(new Option(`${at + 1}. ${scene.title || words.untitled}${kind}`, scene.id));
    });
    if (choice.to && !scenes.some((scene) => scene.id === choice.to)) {
      options.push(new Option(words.gone, choice.to));
    }
    select.replaceChildren(...options);
    select.value = choice.to;
  };
  select.fill();
  select.addEventListener("focus", select.fill);
  return select;
}

function adders(editor, choice, select) {
  const add = (type) => {
    const id = addScene(editor.input, type);
    if (!id) return;
    choice.to = id;
    editor.changed();
    select.fill();
  };
  return element(
    "div",
    { class: "scene-choices__buttons" },
    button(editor.words.addScene, () => add("scene")),
    button(editor.words.addEnding, () => add("ending")),
  );
}
