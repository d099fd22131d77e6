// data-care: turns each disclosure of the care bar into a button that opens a modal dialog. The browser's dialog keeps the focus
// inside, closes on Escape and gives the focus back. Nothing is requested, stored or counted.
export function openCareInDialogs() {
  const bar = document.querySelector("[data-care]");
  if (!bar || typeof HTMLDialogElement === "undefined") return;
  for (const part of bar.querySelectorAll("[data-care-part]")) makeDialog(bar, part);
}

function makeDialog(bar, part) {
  const dialog = document.createElement("dialog");
  const panel = part.querySelector(".app-care__panel");
  const title = panel.querySelector("[data-care-title]");
  const calm = part.dataset.carePart === "pause";
  title.id ||= `care-title-${bar.querySelectorAll("dialog").length}`;
  title.tabIndex = -1;
  title.autofocus = true;
  dialog.className = calm ? "app-dialog app-dialog--pause" : "app-dialog";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(panel);
  if (!calm) panel.prepend(closeButton(bar.dataset.closeText));

  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "app-care__summary";
  opener.setAttribute("aria-haspopup", "dialog");
  opener.append(...part.querySelector("summary").childNodes);
  opener.addEventListener("click", () => dialog.showModal());

  dialog.addEventListener("click", (event) => {
    const outside = event.target === dialog;
    if (!outside && !event.target.closest("[data-care-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  part.replaceWith(opener);
  bar.append(dialog);
}

function closeButton(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-dialog__close";
  button.textContent = text;
  button.dataset.careClose = "";
  return button;
}
