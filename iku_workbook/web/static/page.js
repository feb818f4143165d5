// What htmx does not do by itself: after a part of the page was replaced, the focus goes where the
// new part says, else to what stands in the place of what had it, so that nobody who works by
// keyboard or screen reader is left at nothing.
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const known = (each) => [
  each.tagName,
  ...["id", "href", "name", "value", "aria-labelledby", "aria-label"].map((name) => each.getAttribute(name)),
].join(" ");
let left = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const at = document.activeElement;
  left = event.detail.target.contains(at) && at !== document.body ? known(at) : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const next = event.target.querySelector("[data-focus]") || (event.target.matches("[data-focus]") ? event.target : null);
  const lost = left !== null && document.activeElement === document.body;
  if (next) next.focus();
  else if (lost) {
    const same = [...document.querySelectorAll(FOCUSABLE)].find((each) => known(each) === left);
    (same || document.getElementById("main")).focus({ preventScroll: true });
  }
  left = null;
});

// What is said aloud is said once, however often the same words come.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.textContent.trim() === fragment.textContent.trim()) event.detail.shouldSwap = false;
});

// Buttons that copy a text: <button data-copy="ID of the element">; it says so when it is done.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const text = "value" in source ? source.value : source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    source.focus();
    if (source.select) source.select();
    document.execCommand("copy");
  }
  const said = document.getElementById(button.getAttribute("aria-describedby") || "");
  if (said) said.textContent = button.dataset.copied;
});

// What the browser does itself, offered where it is looked for: <button data-print>.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Something is being made: <form data-busy="ID"> has the element of that name say so at once.
document.addEventListener("submit", (event) => {
  const said = document.getElementById(event.target.dataset.busy || "");
  if (said) said.textContent = said.dataset.words;
});

// A file that was made for somebody is fetched at once: <a data-begin>; but not once more where
// the page is only looked at again.
document.addEventListener("DOMContentLoaded", () => {
  const [came] = performance.getEntriesByType("navigation");
  const made = document.querySelector("[data-begin]");
  if (made && came && came.type === "navigate") made.click();
});
