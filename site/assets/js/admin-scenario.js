// In the scenario editor: puts a list of small forms in the place of the text field that holds a scene's
// choices, and keeps what the lists say of other scenes up to date.
import { SceneChoices } from "./modules/scene-choices.js";
import { scenesOf } from "./modules/story-scenes.js";

const PAUSE = 150; // ms without an event before the lists are looked at
const editors = new Set();
let waiting;

function refresh() {
  let scenes = null;
  for (const editor of editors) {
    if (editor.isOutOfDate) editor.read();
    scenes ??= editor.input.form && scenesOf(editor.input);
    if (scenes && editor.choices) editor.summarise(scenes);
  }
}

function refreshSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
}

// Titles are typed, scenes are moved, copied and removed: whatever happens ends in one of these.
for (const event of ["change", "click", "focusout"]) document.addEventListener(event, refreshSoon);

class SceneChoicesController extends window.StimulusModule.Controller {
  connect() {
    const input = this.element;
    if (input.sceneChoices) return void editors.add(input.sceneChoices); // Moved, editor and all.
    const editor = new SceneChoices(input);
    input.sceneChoices = editor;
    editor.node.id = input.id; // What leads to the field leads to what can be seen.
    input.removeAttribute("id");
    input.focus = () => editor.adder.focus();
    input.after(editor.node);
    editors.add(editor);
    refreshSoon();
  }

  disconnect() {
    editors.delete(this.element.sceneChoices);
  }
}

window.wagtail.app.register("scene-choices", SceneChoicesController);
