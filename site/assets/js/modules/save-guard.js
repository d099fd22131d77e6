// data-save-guard on a form: one submit only, and a warning before leaving with typed text that was not sent.
export function guardForms() {
  for (const form of document.querySelectorAll("form[data-save-guard]")) guard(form);
}

function guard(form) {
  let typed = false;
  let sent = false;

  form.addEventListener("input", () => {
    typed = true;
  });
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed && !sent) event.preventDefault();
  });
  // A page that comes back from the browser's history can be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) sent = false;
  });
}
