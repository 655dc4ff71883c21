// An invoice is saved while it is typed, and the server's totals are shown. No text is made here: the words are in the
// attributes of the page.

import { mended, problemLinks } from "./problems.js";

const AUTOSAVE_AFTER = 1500; // milliseconds of rest
const TRY_AGAIN_AFTER = 10000;
// Without an answer: the network is gone, and the browser may learn of it minutes later. Less once a button waits for it.
const PATIENCE = 20000;
const PATIENCE_OF_A_BUTTON = 5000;
const status = document.querySelector("[data-autosave]");
const form = document.querySelector("form[enctype='multipart/form-data']");

let timer = 0;
let running = false;
let conflict = false;
let unsaved = false;
let pressed = null;
let released = null;
let giveUp = null;
let received = false; // a document, since the page was drawn

function answers() {
  const typed = new FormData(form);
  typed.delete("file");
  // With problems on the page, the answer says which of them are left.
  typed.set("autosave", document.querySelector(".problem") ? "problems" : "yes");
  return typed;
}

async function save() {
  if (conflict) { tell("conflict"); return; }
  if (running) { later(); return; }
  clearTimeout(timer);
  running = true;
  unsaved = false;
  giveUp = new AbortController();
  const clock = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const { signal } = giveUp;
    const response = await fetch(form.action, { method: "POST", body: answers(), redirect: "manual", signal });
    if (response.status === 409) { stop((await response.json()).conflict); return; }
    if (!response.ok) { fail(reason(response)); return; }
    show(await response.json());
    tell("");
  } catch {
    fail("offline");
  } finally {
    clearTimeout(clock);
    running = false;
    // Once: the sending may be stopped, and the next saving must not press the button again.
    const button = pressed;
    pressed = null;
    if (button) { released = button; button.form.requestSubmit(button); }
    released = null;
  }
}

// What became of a saving, for the scripts of files and of the session: empty, or why it failed.
function tell(failure) {
  form.dispatchEvent(new CustomEvent("saved", { detail: failure, bubbles: true }));
}

// Which of the sentences on the page fits. The server answers by a redirect to nothing but the sign-in page.
function reason(response) {
  if (response.type === "opaqueredirect") return "signedOut";
  return { 400: "stale", 404: "gone", 413: "refused" }[response.status] ?? "busy";
}

// Nothing is lost yet: the page still holds it, and the next attempt may reach the server again.
function fail(why) {
  unsaved = true;
  status.setAttribute("role", "alert");
  status.textContent = status.dataset[why];
  clearTimeout(timer);
  if (why !== "signedOut") timer = setTimeout(save, TRY_AGAIN_AFTER);
  tell(why);
}

// The page is left within the moment of rest: by a link, or with its tab. The form itself, when sent, saves it.
addEventListener("pagehide", () => {
  if (unsaved && !conflict && !form.dataset.sent) navigator.sendBeacon(form.action, answers());
});

// Another page has saved other answers: this one keeps what was typed, and its buttons lead to the choice.
function stop(sentence) {
  conflict = true;
  status.setAttribute("role", "alert");
  status.textContent = sentence;
  tell("conflict");
}

function show(answer) {
  status.setAttribute("role", "status");
  form.elements.draft_version.value = answer.draft_version;
  form.elements.answers_shown.value = answer.answers_shown;
  // The first answer has made the draft: the page goes on as its page, also after a reload.
  if (form.action !== new URL(answer.address, location).href) {
    form.action = answer.address;
    history.replaceState(null, "", answer.address);
  }
  say(status, answer.saved);
  say(document.getElementById("total"), answer.total);
  showAmounts(document.getElementById("amounts"), answer);
  document.getElementById("limits").replaceChildren(...answer.limits.map(limit));
  for (const [id, text] of Object.entries(answer.texts)) write(document, `[id="${id}"]`, [text]);
  for (const link of problemLinks(received)) if (!answer.problems.includes(link.hash.slice(1))) mended(link);
  document.getElementById("missing").textContent = answer.missing;
  showNeeds(document.getElementById("needs"), answer.needed);
  for (const [id, line] of Object.entries(answer.lines)) showLine(document.getElementById(id), line);
  for (const [id, sums] of Object.entries(answer.sums)) write(document.getElementById(`${id}-sums`), "[data-amount]", sums);
}

function write(part, selector, texts) {
  part?.querySelectorAll(selector).forEach((element, index) => { element.textContent = texts[index] ?? ""; });
}

// What no line shows: terms of the form as a whole.
function showAmounts(part, answer) {
  part.hidden = answer.amounts.length === 0;
  write(part, "[data-total]", [answer.total]);
  part.querySelector("dl").replaceChildren(...answer.amounts.map(term));
}

// The documents that these answers ask for: before the form is sent, so that a receipt is not looked for afterwards.
function showNeeds(list, needed) {
  if (!list) return;
  list.hidden = needed.length === 0;
  list.replaceChildren(...needed.map(([word, sentence, received]) => {
    const [item, tag, text] = ["li", "span", "span"].map((name) => document.createElement(name));
    tag.textContent = word;
    tag.className = `tag ${received ? "ok" : "wait"}`;
    text.textContent = sentence;
    item.append(tag, " ", text);
    return item;
  }));
}

function limit({ label, amounts, note, used, most }) {
  const part = document.createElement("div");
  part.className = "limit";
  const [first, bar, last] = ["p", "meter", "p"].map((name) => document.createElement(name));
  const [title, numbers] = ["b", "span"].map((name) => document.createElement(name));
  title.textContent = label;
  numbers.textContent = amounts;
  numbers.className = "num";
  first.append(title, " ", numbers);
  bar.max = Math.max(used, most);
  bar.high = most;
  bar.optimum = 0;
  bar.value = used;
  bar.setAttribute("aria-label", label);
  bar.setAttribute("aria-valuetext", amounts);
  last.textContent = note;
  last.className = "quiet";
  part.append(first, bar, last);
  return part;
}

function term([formula, amount]) {
  const row = document.createElement("div");
  row.append(document.createElement("dt"), document.createElement("dd"));
  row.firstChild.textContent = formula;
  row.lastChild.textContent = amount;
  row.lastChild.className = "num";
  return row;
}

function showLine(line, texts) {
  // A line in a row has neither summary nor state.
  const summary = line?.querySelector(":scope > details > summary");
  if (!summary) return;
  write(summary, "[data-brief]", texts.brief);
  write(summary, "[data-amount]", texts.amounts);
  const state = summary.querySelector("[data-state]");
  state.textContent = texts.state;
  state.className = `tag ${texts.complete ? "ok" : "wait"}`;
  const calculation = document.getElementById(`${line.id}-worked`);
  if (!calculation) return;
  calculation.hidden = texts.terms.length === 0;
  write(calculation, "[data-amount]", texts.amounts.slice(-1));
  calculation.querySelector("dl").replaceChildren(...texts.terms.map(term));
}

// A screen reader reads a status aloud each time it is written, also when the words are the same.
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function later() {
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(save, AUTOSAVE_AFTER);
}

form.addEventListener("input", later);
form.addEventListener("save", ({ detail }) => { received ||= detail === "received"; save(); });
// A button that is pressed while answers are on their way waits for them: its answers are newer, and would be refused
// as those of an older page. So does a button of another form, as the language or the end of the session: its page
// would be drawn without the last keystrokes, or end the session that may save them. On the way down, so that the form
// has not been marked as sent.
document.addEventListener("submit", (event) => {
  if (released && event.submitter === released) return;
  const own = event.target === form;
  if (own) clearTimeout(timer);
  else if (unsaved && !running && !conflict && event.target.method === "post") save();
  if (!running || (!own && !event.submitter)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!pressed) setTimeout((saving) => saving.abort(), PATIENCE_OF_A_BUTTON, giveUp);
  pressed = event.submitter;
  pressed?.setAttribute("aria-busy", "true");
}, true);
