const QUESTIONS = "input:not([type=hidden]), select, textarea";
const field = document.querySelector.bind(document);

// A problem that is mended goes away, at its question and in the summary. The server has the last word when the form
// is sent. Those of files are left out until one was received: a refused one is gone, and another is taken only by a
// round to the server.
export function problemLinks(received = false) {
  const links = [...document.querySelectorAll(".problem a[href^='#']")];
  const isFile = ({ hash }) => document.getElementById(hash.slice(1)).type === "file";
  return links.filter((link) => errorOf(link) && (received || !isFile(link)));
}

function errorOf(link) {
  return document.getElementById(`${link.hash.slice(1)}-error`);
}

export function mended(link) {
  link.closest("li").remove();
  if (!field(".problem li")) field(".problem").remove();
  const error = errorOf(link);
  // Two documents that are missing have one message, which went with the first of their links.
  if (!error) return;
  const part = error.parentElement;
  const own = [...part.querySelectorAll(QUESTIONS)].filter((control) => control.closest(".field, fieldset") === part);
  for (const described of [part, ...own]) {
    described.removeAttribute("aria-invalid");
    const ids = described.getAttribute("aria-describedby")?.split(" ").filter((id) => id !== error.id);
    if (ids) described.setAttribute("aria-describedby", ids.join(" "));
  }
  part.classList.remove("wrong");
  error.remove();
}

// Where nothing is saved before, any other answer than the refused one counts as mended.
if (!field("[data-autosave]")) {
  let pressed = false;
  addEventListener("pointerdown", () => { pressed = true; });
  addEventListener("pointerup", () => setTimeout(() => { pressed = false; }));
  document.addEventListener("change", ({ target }) => {
    const links = problemLinks().filter((link) => errorOf(link).parentElement === target.closest(".field, fieldset"));
    // With a line less above it, the button that is being pressed would move away from under the pointer.
    const go = () => { for (const link of links) mended(link); };
    if (pressed) addEventListener("pointerup", () => setTimeout(go), { once: true });
    else go();
  });
}
