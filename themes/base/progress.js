// A long work of the worker: asks the address of the bar how far it is, without loading the page, until it is over.

const PAUSE = 2000; // two files a second at most: asking more often would show nothing new
const PATIENCE = 20000; // milliseconds without an answer: the network is gone
const bar = document.querySelector("progress[data-watch]");
const words = document.getElementById(bar.getAttribute("aria-describedby"));

async function watch() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(bar.dataset.watch, { headers: { Accept: "application/json" }, signal });
    if (answer.ok) {
      const { making, done, text } = await answer.json();
      if (!making) return location.reload();
      bar.value = done;
      words.textContent = text;
    }
  } catch {
    // The next time may reach the server again.
  }
  setTimeout(watch, PAUSE);
}
setTimeout(watch, PAUSE);
