// To a place in the form of a scenario: what is closed around it is opened, then it gets the focus.

const FIELDS = "input:not([type=hidden]):not([hidden]), select, textarea:not([hidden]), [contenteditable=true]";

const blockOf = (form, id) =>
  id ? form.querySelector(`[data-streamfield-child][data-contentpath="${CSS.escape(id)}"]`) : null;

function unfold(place) {
  for (let hidden = place.closest("[hidden]"); hidden; hidden = hidden.parentElement.closest("[hidden]")) {
    const opens = document.querySelector(`[aria-controls="${CSS.escape(hidden.id)}"]`);
    if (!opens) return;
    opens.click();
  }
}

// A choice's fields are made when it is opened, a moment later.
function openChoice(scene, number) {
  const details = scene.querySelectorAll("[data-scene-choices] details")[number - 1];
  if (details) details.open = true;
  return details;
}

function fieldOf(place, name) {
  const field = place.querySelector(`[data-contentpath="${name}"], [data-part="${name}"]`);
  if (!field) return null;
  if (field.matches("[data-part]")) return field;
  field.querySelector(".story-text--waiting")?.storyText.build();
  const shown = (selector) => [...field.querySelectorAll(selector)].find((one) => one.checkVisibility());
  return shown(FIELDS) ?? shown("button");
}

// `storyGo` is the id of a scene's block, "" for what belongs to the page; `storyChoice` counts from 1.
export function goTo(form, { storyGo, storyChoice, storyField }) {
  const scene = blockOf(form, storyGo);
  const field = form.querySelector(`[data-contentpath="${storyField}"]`);
  const inScene = scene?.querySelector(`[data-contentpath="${storyField || "title"}"]`);
  const place = scene ? (inScene ?? scene.querySelector("[data-contentpath=title]")) : field;
  if (!place) return;
  unfold(place);
  const choice = scene && storyChoice && openChoice(scene, Number(storyChoice));
  setTimeout(() => {
    const found =
      (choice && (fieldOf(choice, storyField) ?? fieldOf(choice, "text") ?? choice.querySelector("summary"))) ||
      fieldOf(scene ?? form, storyField || "title") ||
      place;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "center", behavior: "instant" });
  }, 50);
}
