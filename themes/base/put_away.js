// Questions that do not count with the present answers are put away: hidden and never disabled, since a disabled
// control is not sent and the draft would lose its text. The server decides all the same.

import { relevance } from "./conditions.js";

function textOf(control) {
  if (!control) return "";
  if (control.type === "radio") {
    return document.querySelector(`input[type=radio][name="${CSS.escape(control.name)}"]:checked`)?.value ?? "";
  }
  return control.type === "checkbox" && !control.checked ? "" : control.value;
}

function putAway(form) {
  const prefix = form.id === "form" ? [] : [form.id];
  for (const [base, conditions] of Object.entries(JSON.parse(form.dataset.conditions))) {
    const at = (path) => document.getElementById([...prefix, ...base.split("."), ...path.split(".")].filter(Boolean).join("-"));
    const count = (path) => {
      let lines = 0;
      while (at(`${path}.${lines}`)) lines += 1;
      return lines;
    };
    for (const [path, counts] of relevance(conditions, (place) => textOf(at(place)), count)) {
      const part = at(path);
      if (!part) continue; // of a part of a correction that is locked: it is text, without questions
      (part.matches("input, select, textarea") ? part.closest(".field") : part).hidden = !counts;
    }
  }
  // A row of which nothing is left would keep its distance, and what is folded away its title.
  for (const row of form.querySelectorAll(".pair, details > .stack")) {
    const part = row.matches(".pair") ? row : row.parentElement;
    part.hidden = row.children.length > 0 && [...row.children].every((child) => child.hidden);
  }
}

for (const form of document.querySelectorAll("form[data-conditions]")) {
  putAway(form);
  form.addEventListener("change", () => putAway(form));
}
