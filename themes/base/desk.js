// Comfort for those whose browser runs it; every page works without. No text is made here: it comes from the server.

const AUTOSAVE_AFTER = 1500; // milliseconds of rest
const TRY_AGAIN_AFTER = 10000;
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

// Questions that do not count with the present answers are put away: hidden and never disabled, since a disabled
// control is not sent and the draft would lose its text. The server decides all the same.
function textOf(control) {
  if (!control) return "";
  if (control.type === "radio") {
    return document.querySelector(`input[type=radio][name="${CSS.escape(control.name)}"]:checked`)?.value ?? "";
  }
  return control.type === "checkbox" && !control.checked ? "" : control.value;
}

function putAway(form, relevance) {
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
      (part.matches("input, select, textarea") ? part.closest(".field") : part).hidden = !counts;
    }
  }
  // A row of which nothing is left would keep its distance.
  for (const row of form.querySelectorAll(".pair")) {
    row.hidden = row.children.length > 0 && [...row.children].every((child) => child.hidden);
  }
}

const conditional = document.querySelectorAll("form[data-conditions]");
if (conditional.length) {
  // Only where it is needed: the first page of a visit does not load it.
  import("./conditions.js").then(({ relevance }) => {
    for (const form of conditional) {
      putAway(form, relevance);
      form.addEventListener("change", () => putAway(form, relevance));
    }
  });
}

// A problem that is mended goes away, at its question and in the summary. The server has the last word when the form
// is sent. Files are left out: a refused one is gone, and another is taken only by a round to the server.
function problemLinks() {
  const links = [...document.querySelectorAll(".problem a[href^='#']")];
  return links.filter((link) => errorOf(link) && document.getElementById(link.hash.slice(1)).type !== "file");
}

function errorOf(link) {
  return document.getElementById(`${link.hash.slice(1)}-error`);
}

function mended(link) {
  const error = errorOf(link);
  const part = error.parentElement;
  const own = [...part.querySelectorAll(QUESTIONS)].filter((control) => control.closest(".field, fieldset") === part);
  for (const described of [part, ...own]) {
    described.removeAttribute("aria-invalid");
    const ids = described.getAttribute("aria-describedby")?.split(" ").filter((id) => id !== error.id);
    if (ids) described.setAttribute("aria-describedby", ids.join(" "));
  }
  part.classList.remove("wrong");
  error.remove();
  link.closest("li").remove();
  if (!field(".problem li")) field(".problem").remove();
}

// Where nothing is saved before the form is sent, any other answer than the refused one counts as mended.
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

// An invoice is kept while it is typed, and the server's totals are shown.
function autosave(form, status) {
  let timer = 0;
  let running = false;
  let conflict = false;
  let unsaved = false;
  let pressed = null;

  function answers() {
    const typed = new FormData(form);
    typed.delete("file");
    // With problems on the page, the answer says which of them are left.
    typed.set("autosave", field(".problem") ? "problems" : "yes");
    return typed;
  }

  async function save() {
    if (conflict) { tell("conflict"); return; }
    if (running) { later(); return; }
    clearTimeout(timer);
    running = true;
    unsaved = false;
    try {
      const response = await fetch(form.action, { method: "POST", body: answers(), redirect: "manual" });
      if (response.status === 409) { stop((await response.json()).conflict); return; }
      if (!response.ok) { fail(reason(response)); return; }
      show(await response.json());
      tell("");
    } catch {
      fail("offline");
    } finally {
      running = false;
      if (pressed) form.requestSubmit(pressed);
    }
  }

  // What became of a saving, for the script that sends files: empty, or why it failed.
  function tell(failure) {
    form.dispatchEvent(new CustomEvent("saved", { detail: failure }));
  }

  // Which of the sentences on the page fits. The server answers by a redirect to nothing but the sign-in page.
  function reason(response) {
    if (response.type === "opaqueredirect") return "signedOut";
    if (response.status === 400 || response.status === 413) return "refused";
    return response.status === 404 ? "gone" : "busy";
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

  function show(kept) {
    status.setAttribute("role", "status");
    form.elements.draft_version.value = kept.draft_version;
    // The first answer has made the draft: the page goes on as its page, also after a reload.
    if (form.action !== new URL(kept.address, location).href) {
      form.action = kept.address;
      history.replaceState(null, "", kept.address);
    }
    say(status, kept.saved);
    say(document.getElementById("total"), kept.total);
    for (const link of problemLinks()) if (!kept.problems.includes(link.hash.slice(1))) mended(link);
    document.getElementById("missing").textContent = kept.missing;
    for (const [id, line] of Object.entries(kept.lines)) showLine(document.getElementById(id), line);
    for (const [id, sums] of Object.entries(kept.sums)) write(document.getElementById(`${id}-sums`), "[data-amount]", sums);
  }

  function write(part, selector, texts) {
    part?.querySelectorAll(selector).forEach((element, index) => { element.textContent = texts[index] ?? ""; });
  }

  function showLine(line, texts) {
    if (!line) return;
    const summary = line.querySelector("summary");
    write(summary, "[data-brief]", texts.brief);
    write(summary, "[data-amount]", texts.amounts);
    const state = summary.querySelector("[data-state]");
    state.textContent = texts.state;
    state.className = `tag ${texts.complete ? "ok" : "wait"}`;
    const calculation = document.getElementById(`${line.id}-worked`);
    calculation.hidden = texts.terms.length === 0;
    write(calculation, "[data-amount]", texts.amounts.slice(-1));
    calculation.querySelector("dl").replaceChildren(...texts.terms.map(([formula, amount]) => {
      const row = document.createElement("div");
      row.append(document.createElement("dt"), document.createElement("dd"));
      row.firstChild.textContent = formula;
      row.lastChild.textContent = amount;
      row.lastChild.className = "num";
      return row;
    }));
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
  form.addEventListener("save", save);
  // A button that is pressed while answers are on their way waits for them: its answers are newer, and would be refused
  // as those of an older page.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = event.submitter;
  });
}

// Before the others: it decides whether a form is sent.
const status = field("[data-autosave]");
if (status) autosave(field("form[enctype='multipart/form-data']"), status);

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
  // A page of a signed-in person that comes out of the browser's memory is asked for anew: they may have signed out.
  if (event.persisted && field("form[action='/sign-out']")) location.replace(location.href);
  document.querySelectorAll("form").forEach(unmark);
});

// The menu under the name closes like those of other programs.
const menu = field("details.menu");
if (menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A password can be looked at while it is typed; it is covered again before it is sent, or a browser might keep it.
for (const button of document.querySelectorAll("button[aria-controls][aria-pressed]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = (shown) => { input.type = shown ? "text" : "password"; button.setAttribute("aria-pressed", String(shown)); };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
}

// Where a form can be shown in another language, the switch on top of the page takes along what was typed.
for (const link of document.querySelectorAll(".tools [lang]")) {
  const button = field(`button[name=switch_language][value="${CSS.escape(link.lang)}"]`);
  if (button) link.addEventListener("click", (event) => { event.preventDefault(); button.click(); });
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
