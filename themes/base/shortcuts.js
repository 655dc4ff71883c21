// The way to the decision by Tab and Enter, and single keys of the review, for people who have switched them on (WCAG 2.2,
// 2.1.4). A key that decides at once gives its button the focus alone: Enter then presses it.

const named = (attribute) =>
  new Map([...document.querySelectorAll(`[data-${attribute}]`)].map((element) => [element.getAttribute(`data-${attribute}`), element]));
const press = named("key");
const focus = named("focus-key");

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  if (event.defaultPrevented || event.repeat || event.isComposing || modified) return;
  // A letter does nothing in a box, which marks a row: the key that follows is the one for the correction.
  if (event.target.closest("input:not([type='checkbox']), select, textarea, dialog")) return;
  const key = event.key.toLowerCase();
  if (!press.has(key) && !focus.has(key)) return;
  event.preventDefault();
  press.get(key)?.click();
  focus.get(key)?.focus();
});

// The bar is in sight while what is being read stays where it is; a place in the address would scroll to the page's end.
document.querySelector("a[href='#decide']")?.addEventListener("click", (event) => {
  const decide = document.getElementById("decide");
  event.preventDefault();
  decide.focus({ preventScroll: getComputedStyle(decide.closest(".bar")).position === "sticky" });
});
