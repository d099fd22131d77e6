// data-close-outside: an open disclosure used as a menu closes on Escape and on a click elsewhere.
export function closeOutside() {
  for (const menu of document.querySelectorAll("details[data-close-outside]")) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
