// In the scenario editor: a list of the scenes, by title, beside the field that holds a scene's id.
// The field stays the one that is sent; the list is filled when it is used, not before.

const SELECT = "select[data-scene-target]";

const valueOf = (form, name) => form.elements[name]?.value ?? "";

// The stream field that a choice stands in, such as "scenes" of "scenes-0-value-choices-2-value-to".
const streamOf = (input) => input.name.match(/^(.+?)-\d+-value-/)?.[1] ?? "";

function scenesOf(form, stream) {
  const scenes = [];
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

const option = (value, text, chosen) => new Option(text, value, value === chosen, value === chosen);

function fill(select, scenes, { all }) {
  const input = select.sceneTargetInput;
  const words = input.dataset;
  const options = [option("", words.sceneTargetNoneValue, input.value)];
  scenes.forEach((scene, at) => {
    if (!all && scene.id !== input.value) return;
    const title = scene.title || words.sceneTargetUntitledValue;
    const kind = scene.isEnding ? ` (${words.sceneTargetEndingValue})` : "";
    options.push(option(scene.id, `${at + 1}. ${title}${kind}`, input.value));
  });
  if (input.value && !options.some((one) => one.value === input.value)) {
    options.push(option(input.value, words.sceneTargetGoneValue, input.value));
  }
  select.replaceChildren(...options);
}

function refresh() {
  const known = new Map();
  for (const select of document.querySelectorAll(SELECT)) {
    const input = select.sceneTargetInput;
    if (select === document.activeElement || !input.form) continue;
    const stream = streamOf(input);
    if (!known.has(stream)) known.set(stream, scenesOf(input.form, stream));
    fill(select, known.get(stream), { all: false });
  }
}

let waiting;
function refreshSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 150);
}

// Titles are typed, scenes are moved, copied and removed: whatever happens ends in one of these.
for (const event of ["change", "click", "focusout"]) document.addEventListener(event, refreshSoon);

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.(SELECT)) return;
  const input = target.sceneTargetInput;
  fill(target, scenesOf(input.form, streamOf(input)), { all: true });
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.(SELECT)) return;
  const input = target.sceneTargetInput;
  input.value = target.value;
  for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
});

class SceneTarget extends window.StimulusModule.Controller {
  connect() {
    const input = this.element;
    if (input.nextElementSibling?.matches(SELECT)) return; // It was moved, list and all.
    const select = document.createElement("select");
    select.dataset.sceneTarget = "";
    select.sceneTargetInput = input;
    select.id = input.id; // The label belongs to what can be seen.
    select.disabled = input.disabled;
    const describedBy = input.getAttribute("aria-describedby");
    if (describedBy) select.setAttribute("aria-describedby", describedBy);
    input.id = `${input.id}-value`;
    input.hidden = true;
    input.style.display = "none";
    input.focus = () => select.focus();
    input.after(select);
    refreshSoon();
  }
}

window.wagtail.app.register("scene-target", SceneTarget);
