// Small pieces of a form that scripts make.

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export function button(text, act) {
  const node = element("button", { type: "button", class: "button button-small button-secondary" }, text);
  node.addEventListener("click", act);
  return node;
}
