// Every page works without it. No text is made here: it comes from the server.

const DOUBLE_CLICK = 2000; // those with a tremor need more than the half second of the system
const field = document.querySelector.bind(document);

const QUESTIONS = "input:not([type=hidden]), select, textarea";

// After each round to the server a person goes on where it matters: at the problems, at what was added or is to be
// changed, at what was done, else at the heading. Left on the body, the next Tab would lead through the navigation.
const arrived = performance.getEntriesByType("navigation")[0];
const place = location.hash && document.getElementById(location.hash.slice(1));

// Also where the browser does not unfold what a link leads to.
function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  for (let part = target; part; part = part.parentElement) if (part.matches("details")) part.open = true;
}
addEventListener("hashchange", unfold);
unfold();

function partOf(place) {
  const question = place.matches(QUESTIONS) ? place : field("[data-autosave]") && place.querySelector(QUESTIONS);
  return question || place.querySelector("h1, h2, h3") || place;
}

function goOnAt(element) {
  if (element.tabIndex < 0) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: element.matches("h1") });
}

const next = field(".problem") ?? (place ? partOf(place) : field(".done-note") ?? (arrived?.redirectCount && field("h1")));
if (next) goOnAt(next);
// Chromium goes to the place in the address after this script has run, and takes the focus away where it can have none.
if (place && place !== next) {
  place.setAttribute("tabindex", "-1");
  place.addEventListener("focus", () => goOnAt(next), { once: true });
}

// Only where it is needed: the first page of a visit does not load it.
if (field("form[data-conditions]")) import("./put_away.js");
if (field("progress[data-watch]")) import("./progress.js");
if (field(".problem")) import("./problems.js");

// A double click sends once. A later press sends again, whatever became of the first: it may have been stopped, or
// answered by a download, and then no new page takes the mark away. The server bears a second sending.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (Date.now() - Number(form.dataset.sent ?? 0) < DOUBLE_CLICK) { event.preventDefault(); return; }
    form.dataset.sent = String(Date.now());
    event.submitter?.setAttribute("aria-busy", "true");
  });
  form.addEventListener("input", () => unmark(form));
}
function unmark(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
// The browser stops loading.
addEventListener("keydown", (event) => { if (event.key === "Escape") document.querySelectorAll("form").forEach(unmark); });
// The page may come back from the history with its forms still marked.
addEventListener("pageshow", (event) => {
  // A page of a signed-in person that comes out of the browser's memory is asked for again: they may have signed out.
  if (event.persisted && field("form[action='/sign-out']")) location.replace(location.href);
  document.querySelectorAll("form").forEach(unmark);
});

// A password can be looked at while it is typed; it is covered again before it is sent, or a browser might keep it.
for (const button of document.querySelectorAll("button[aria-controls][aria-pressed]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = (shown) => { input.type = shown ? "text" : "password"; button.setAttribute("aria-pressed", String(shown)); };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
}

// A button for a file, in the page's language: the browser's own one is in the browser's.
for (const button of document.querySelectorAll("button[data-file]")) {
  const input = document.getElementById(button.dataset.file);
  button.parentElement.hidden = false;
  input.classList.add("visually-hidden");
  input.tabIndex = -1;
  button.addEventListener("click", () => input.click());
  input.addEventListener("focus", () => button.focus());
  input.addEventListener("change", () => { button.nextElementSibling.textContent = input.files[0]?.name ?? ""; });
}

// The switch of language on top takes along what was typed; the form's own one is for browsers without script.
for (const link of document.querySelectorAll(".tools [lang]")) {
  const button = field(`button[name=switch_language][value="${CSS.escape(link.lang)}"]`);
  if (!button) continue;
  button.hidden = true;
  link.addEventListener("click", (event) => { event.preventDefault(); button.click(); });
}

// How long until a new code may be asked for, in steps that do not disturb.
const wait = field("[data-wait]");
if (wait) {
  const until = Date.now() + Number(wait.dataset.wait) * 1000;
  const seconds = wait.querySelector(".num");
  const clock = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left <= 0) { wait.hidden = true; clearInterval(clock); }
    else if (left % 5 === 0) seconds.textContent = String(left);
  }, 1000);
}
