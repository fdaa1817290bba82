// Refinement only: every page works without this file.
// "Print" is a button only where a script can do it.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
