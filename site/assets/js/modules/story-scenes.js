// The scenes of a story, as the fields of its stream field in the form say now.

const valueOf = (form, name) => form.elements[name]?.value ?? "";

// The stream field that an input stands in, such as "scenes" of "scenes-0-value-choices".
const streamOf = (input) => input.name.match(/^(.+?)-\d+-value-/)?.[1] ?? "";

// In their order, those that are deleted left out.
export function scenesOf(input) {
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

// Adds an empty "scene" or "ending" at the end, gives it the focus, and answers with its id.
export function addScene(input, type) {
  const stream = document.getElementById(`${streamOf(input)}-root`)?.rootBlock;
  if (!stream) return null;
  const id = crypto.randomUUID();
  stream.insert({ type, value: stream.blockDef.initialChildStates[type], id }, stream.children.length, { focus: true });
  return id;
}
