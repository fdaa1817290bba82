// Refinements only: every page works without this file.

// A form marked data-in-place="ID" is sent in the background, and only the element ID is exchanged
// for its counterpart in the answer. Without this script it is an ordinary form.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (!form) return;
  event.preventDefault();
  const id = form.dataset.inPlace;
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer) return form.submit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById(id);
  if (!next || answer.redirected) return location.assign(answer.url);
  document.getElementById(id).replaceWith(next);
  document.title = page.title;
  (next.querySelector("[autofocus]") || next).focus();
});

// "Print" is a button only where a script can do it.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
