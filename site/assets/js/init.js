// Classic, first in the body: says that scripts run, before anything is drawn.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
