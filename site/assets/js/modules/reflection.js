// Room to write for oneself: kept in this browser alone, under one's own course and the prompt. Nothing is sent.
const KEPT = "reflection:";

export function reflections() {
  for (const part of document.querySelectorAll("[data-reflection]")) reflect(part);
  for (const place of document.querySelectorAll("[data-reflections-delete]")) offerToDeleteAll(place);
}

// Also what was written under a prompt that has changed since, or in a pass through a course that is over.
function offerToDeleteAll(place) {
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const all = button(place.dataset.reflectionsDelete, () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEPT)) localStorage.removeItem(key);
    status.textContent = place.dataset.deletedText;
  });
  place.append(all, " ", status);
}

function reflect(part) {
  const words = part.querySelector("[data-reflection-words]");
  const fate = part.querySelector("[data-reflection-fate]");
  const place = location.pathname.replace(/^\/cy\//, "/").replace(/\d+\/$/, "");
  const key = `${KEPT}${place}:${words.getAttribute("aria-label")}`;

  const lost = fate.textContent;

  try {
    words.value = localStorage.getItem(key) || "";
  } catch {
    return; // This browser keeps nothing: the text on the page says so.
  }
  fate.textContent = part.dataset.keptText;
  words.addEventListener("input", () => {
    try {
      localStorage.setItem(key, words.value);
    } catch {
      fate.textContent = lost;
    }
  });

  const status = document.createElement("p");
  status.className = "app-reflection__status";
  status.setAttribute("role", "status");
  const ways = document.createElement("div");
  ways.className = "govuk-button-group app-no-print";
  ways.append(
    button(part.dataset.deleteText, () => {
      localStorage.removeItem(key);
      words.value = "";
      status.textContent = part.dataset.deletedText;
      words.focus();
    }),
    button(part.dataset.printText, () => window.print()),
  );
  part.append(ways, status);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
