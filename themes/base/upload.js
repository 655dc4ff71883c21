// Files of the form of an invoice: chosen with a button, photos made smaller, sent one after the other with their
// progress, while the form is filled in. Without this script the form sends them. No text is made here: the words are
// in the attributes of the list.

const LONGEST_SIDE = 2000; // pixels: an A4 page at 170 dpi, small print stays readable
const SHORTEST_SIDE = 1000; // pixels: across a long receipt, or a screenshot of a whole page
const MOST_DRAWN = 8000; // pixels of the longest side: some phones draw no larger canvas
const QUALITY = 0.75;
const WORTH = 300_000; // bytes; a smaller photo is sent as it is
const PHOTOS = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"];
const SEVERAL = /acTL|ANIM|msf1|hevc/; // in animated PNG, WebP, HEIC: the server names what it leaves out
const RETRIES = [1000, 3000, 8000]; // milliseconds before each further attempt: a tunnel, another antenna
const STALLED = 45_000; // milliseconds without a byte
const CANCELLED = "stopped";

const list = document.getElementById("uploads");
const { dataset: words } = list;
const input = document.getElementById("file");
const { form } = input;
const add = form.querySelector("button[name=attach]");
const choose = document.getElementById("choose");
const announcement = document.getElementById("upload-status");
const label = add.textContent;

let waiting = []; // chosen files that are not received, in order
let running = false;
let proposing = false; // what was read on a document is in the form and not saved yet
let next = null; // the button that was pressed while files were to be sent: the form follows them

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function sizeOf({ size }) {
  return size < 999_500
    ? fill(words.kilobytes, { size: Math.max(1, Math.round(size / 1000)) })
    : fill(words.megabytes, { size: (size / 1e6).toFixed(1) });
}

function say(text) {
  announcement.textContent = text;
}

// A photo as JPEG of at most LONGEST_SIDE, upright, or SHORTEST_SIDE across; the file itself where it holds several
// pictures, or the browser cannot read it or would not make it smaller.
async function shrunk(file) {
  if (!PHOTOS.includes(file.type) || file.size < WORTH) return file;
  try {
    if (SEVERAL.test(await file.slice(0, 65_536).text())) return file;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const [short, long] = [picture.width, picture.height].sort((one, other) => one - other);
    const scale = Math.min(1, Math.max(LONGEST_SIDE / long, SHORTEST_SIDE / short));
    // A screenshot is sharp as it is.
    if ((scale === 1 && file.type === "image/png") || long * scale > MOST_DRAWN) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.imageSmoothingQuality = "high";
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const smaller = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    canvas.width = 0; // phones free the memory of a canvas late
    if (!smaller || smaller.size >= file.size) return file;
    return new File([smaller], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
}

// What was chosen is a place on the disk: the file there may have been changed, moved or deleted since.
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

class Upload {
  // Shows the file in the list.
  begin(file) {
    this.name = file.name;
    this.ready = shrunk(file);
    this.request = null;
    this.row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    const part = (name) => this.row.querySelector(`[data-part=${name}]`);
    [this.size, this.state, this.bar, this.stop, this.retry] = ["size", "state", "bar", "stop", "retry"].map(part);
    part("name").textContent = file.name;
    this.size.textContent = sizeOf(file);
    for (const button of [this.stop, this.retry]) button.querySelector(".visually-hidden").textContent = ` ${file.name}`;
    this.stop.addEventListener("click", () => this.cancel());
    this.retry.addEventListener("click", () => { this.show("waiting"); run(); });
    this.ready.then((sent) => {
      if (sent !== file) this.size.textContent = fill(words.smaller, { size: sizeOf(sent), before: sizeOf(file) });
    });
    this.show("waiting");
    list.append(this.row);
    return this;
  }

  // The state in words; ``said`` is the server's own sentence.
  show(state, said = "") {
    this.failed = said !== "" || ["stopped", "offline", "changed", "signedOut", "stale", "gone", "tooLarge"].includes(state);
    this.state.textContent = said || fill(words[state], { file: this.name, percent: 0 });
    this.state.classList.toggle("error", this.failed);
    this.bar.hidden = state !== "sending";
    // The same file cannot be read a second time either: it has to be chosen again.
    this.retry.hidden = !this.failed || state === "changed";
  }

  progress(sent, total) {
    const percent = Math.floor((100 * sent) / total);
    this.bar.value = percent;
    this.state.textContent = percent < 100 ? fill(words.sending, { percent }) : words.checking;
  }

  // While it is sent: ends that. Else: takes the file off the list.
  cancel() {
    if (this.request) { this.request.abort(); return; }
    this.leave();
    input.focus();
  }

  leave() {
    waiting = waiting.filter((one) => one !== this);
    this.row.remove();
    list.hidden = !waiting.length;
  }

  // Whether it was received.
  async send(address) {
    const file = await this.ready;
    if (file.size > Number(words.limit)) { this.show("tooLarge"); return false; }
    this.show("sending");
    say(fill(words.started, { file: this.name }));
    for (const pause of [...RETRIES, null]) {
      if (!(await isReadable(file))) { this.show("changed"); return false; }
      const answer = await this.attempt(address, file);
      if (answer === CANCELLED) { this.show("stopped"); return false; }
      const received = answer?.response?.getElementById("received");
      if (received && answer.status === 200) { this.received(answer.response); return true; }
      const refused = answer?.response?.getElementById("refused");
      // 503: a file may be taken in a moment, and is then not attached a second time.
      if (refused && answer.status !== 503) { this.show("refused", refused.textContent.trim()); return false; }
      if (answer && answer.status !== 503 && !refused) {
        this.show({ 400: "stale", 404: "gone" }[answer.status] ?? "signedOut");
        return false;
      }
      if (pause === null) { this.show("offline", refused?.textContent.trim()); return false; }
      await new Promise((done) => { setTimeout(done, pause); });
    }
    return false;
  }

  // One request: the answer, CANCELLED, or null when the network was lost.
  attempt(address, file) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const posted = new FormData();
      posted.set("csrf_token", form.elements.csrf_token.value);
      posted.set("kind", form.elements.kind?.value ?? "");
      posted.set("file", file, file.name);
      let stalled = false;
      let clock = 0;
      const wait = () => {
        clearTimeout(clock);
        clock = setTimeout(() => { stalled = true; request.abort(); }, STALLED);
      };
      const end = (result) => { clearTimeout(clock); this.request = null; done(result); };
      request.upload.onprogress = (event) => { wait(); this.progress(event.loaded, event.total); };
      request.onload = () => end(request);
      request.onerror = () => end(null);
      request.onabort = () => end(stalled ? null : CANCELLED);
      request.open("POST", address);
      request.responseType = "document";
      this.request = request;
      wait();
      request.send(posted);
    });
  }

  received(page) {
    const fresh = page.getElementById("received");
    const proposed = page.getElementById("proposed");
    const repeated = page.getElementById("repeated")?.textContent.trim();
    const shown = document.getElementById("received");
    const focused = shown.contains(document.activeElement) && document.activeElement.value;
    shown.replaceWith(document.importNode(fresh, true));
    if (focused) document.querySelector(`#received button[value="${CSS.escape(focused)}"]`)?.focus();
    if (proposed) propose(proposed);
    say(repeated ?? fill(proposed ? words.read : words.done, { file: this.name }));
    this.leave();
    if (waiting.length) return;
    choose.focus();
    // What is still missing, and the problems that are mended by now. What was read is saved by itself.
    if (!proposed) form.dispatchEvent(new CustomEvent("save", { detail: "received" }));
  }
}

// Puts what was read on a document into the form, in place of empty questions. Where one was answered meanwhile, or is in
// a line that the page has not, the form is sent: the server then finds the place.
function propose(proposed) {
  const { beyond } = proposed.dataset;
  const fields = [...proposed.querySelectorAll(".field")];
  const inputs = fields.map((field) => document.getElementById(field.querySelector("input").id));
  if (beyond || inputs.some((one) => one?.value !== "")) {
    next ??= form.appendChild(document.importNode(proposed.querySelector("button"), true));
    return;
  }
  fields.forEach((field, at) => {
    const fresh = document.importNode(field, true);
    inputs[at].closest(".field").replaceWith(fresh);
    for (let part = fresh; part; part = part.parentElement.closest("details")) if (part !== fresh) part.open = true;
  });
  for (const input of proposed.querySelectorAll("input[name=bill]")) form.append(document.importNode(input, true));
  proposing = true;
  form.dispatchEvent(new Event("input"));
}

function hasDraft() {
  return new URL(form.action).pathname.endsWith("/edit");
}

// A form without a draft gets one by saving its answers. Empty, or why that failed.
function save() {
  return new Promise((done) => {
    form.addEventListener("saved", (event) => done(event.detail), { once: true });
    setTimeout(() => done("offline"), STALLED);
    form.dispatchEvent(new Event("save"));
  });
}

async function run() {
  if (running) return;
  running = true;
  add.setAttribute("aria-busy", "true");
  add.textContent = words.busy;
  for (const one of [...waiting]) {
    // Stopped by the person or refused: its own button sends it again.
    if (!waiting.includes(one) || one.failed) continue;
    const failure = hasDraft() && !proposing ? "" : await save();
    proposing = false;
    // The address for files is beside that of the draft.
    if (!failure) await one.send(new URL("upload", form.action));
    else one.show(failure === "signedOut" ? failure : "offline");
  }
  running = false;
  add.removeAttribute("aria-busy");
  add.textContent = label;
  const failed = waiting.find((one) => one.failed);
  if (failed) { next = null; say(failed.state.textContent); return; }
  if (waiting.length) { run(); return; }
  // Once: the sending may be stopped, and further files must not press the button again.
  const button = next;
  next = null;
  if (button) form.requestSubmit(button);
}

// On the way down, so that the form has not been marked as sent.
document.addEventListener("submit", (event) => {
  if (event.target !== form || !waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  next = event.submitter === add ? next : event.submitter;
  for (const one of waiting) if (one.failed) one.show("waiting");
  run();
}, true);

input.addEventListener("change", () => {
  waiting.push(...[...input.files].map((file) => new Upload().begin(file)));
  input.value = "";
  list.hidden = !waiting.length;
});

// What was read and is then changed is the person's own answer.
form.addEventListener("input", ({ target }) => document.getElementById(`${target.id}-read`)?.remove());

addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });

// The browser's own control speaks the browser's language.
choose.hidden = false;
choose.addEventListener("click", () => input.click());
input.classList.add("visually-hidden");
input.tabIndex = -1;
input.addEventListener("focus", () => choose.focus());
