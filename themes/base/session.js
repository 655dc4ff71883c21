// For pages of a signed-in person. The server ends a session whatever happens here; all words of the warning are on the
// page already, in the element that this script shows.

const dialog = document.getElementById("session-end");
const WARN_BEFORE = 300; // seconds
const LOOK_EVERY = 1000; // milliseconds
const PATIENCE = 20000; // milliseconds without an answer, after which the page says that there is none

// Moments, in milliseconds: when the session ends if nothing is asked for, and when it does whatever is asked for.
const afterSeconds = (seconds) => Date.now() + seconds * 1000;
const longest = afterSeconds(Number(dialog.dataset.longest));
let end = afterSeconds(Number(document.body.dataset.sessionEnds));
let phase = "quiet"; // then "soon" or "last", then "over"; "seen" when the last warning was put away

// Pages in other tabs share the session: a page that has asked for something tells them.
const tabs = new BroadcastChannel("session");
tabs.onmessage = (message) => {
  end = message.data;
  look();
};

function goesOnUntil(moment) {
  end = moment;
  tabs.postMessage(end);
  look();
}

function look() {
  const seconds = Math.ceil((end - Date.now()) / 1000);
  if (seconds <= 0) show("over");
  else if (seconds > WARN_BEFORE) hide();
  else if (phase !== "seen") show(end < longest - LOOK_EVERY ? "soon" : "last");
  say(Math.ceil(seconds / 60));
}

function show(next) {
  if (phase === next) return;
  const typed = document.querySelector("main form[method=post]") !== null;
  for (const part of dialog.querySelectorAll("[data-phase]")) {
    const useful = next === "last" || typed || !part.dataset.typed;
    part.hidden = !(part.dataset.phase.split(" ").includes(next) && useful);
  }
  dialog.querySelector("[data-failed]").hidden = true;
  dialog.setAttribute("aria-labelledby", dialog.querySelector("h2:not([hidden])").id);
  phase = next;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(".actions > :not([hidden])").focus();
}

function hide() {
  phase = "quiet";
  if (dialog.open) dialog.close();
}

function say(minutes) {
  const several = dialog.querySelector("[data-minutes=several]");
  several.hidden = minutes < 2;
  dialog.querySelector("[data-minutes=one]").hidden = minutes >= 2;
  const number = several.querySelector(".num");
  // Written only when it changes: a screen reader reads it aloud each time.
  if (number.textContent !== String(minutes)) number.textContent = String(minutes);
}

async function stay() {
  const failed = dialog.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    const answer = await fetch("/session", { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.type === "opaqueredirect") show("over"); // the sign-in page would have come
    else goesOnUntil(afterSeconds((await answer.json()).seconds));
  } catch {
    failed.hidden = false;
  }
}

function putAway() {
  if (phase === "last") phase = "seen";
  dialog.close();
}

dialog.querySelector("[data-stay]").addEventListener("click", stay);
dialog.querySelector("[data-close]").addEventListener("click", putAway);
// The Escape key is the same as the button.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (phase === "soon") stay();
  else putAway();
});
// A form was saved while it was typed: the server has heard of this person.
document.addEventListener("saved", ({ detail: failure }) => {
  if (!failure) goesOnUntil(Math.min(afterSeconds(Number(dialog.dataset.idle)), longest));
});

tabs.postMessage(end);
look();
setInterval(look, LOOK_EVERY);

// The language on top takes along what was typed, where the form can be shown in another one.
function isChanged(control) {
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.value !== (control.defaultValue ?? control.value) || Boolean(control.checked) !== Boolean(control.defaultChecked);
}
for (const button of document.querySelectorAll(".tools button[lang]")) {
  button.addEventListener("click", (event) => {
    const form = [...document.querySelectorAll("form[data-language]")].find((one) => [...one.elements].some(isChanged));
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    const asked = document.createElement("input");
    asked.type = "hidden";
    asked.name = "switch_language";
    asked.value = button.value;
    form.append(asked);
    // No body with files is read for its language, and no page can keep a chosen file.
    form.enctype = "application/x-www-form-urlencoded";
    for (const file of form.querySelectorAll("input[type=file]")) file.disabled = true;
    form.submit();
  });
}

// The menu under the name closes like those of other programs.
const menu = document.querySelector("details.menu");
document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
