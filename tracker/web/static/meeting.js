// The screen of a meeting. Arrow keys step from group to group; the figures are fetched anew while whatever is being
// typed stays untouched. Without this file links step, and the page loads itself again.

const FIELDS = "input, textarea, select, button, summary, [contenteditable]";
const TICK_MS = 500;
const GONE = 410;
const STEPS = { ArrowLeft: "back", PageUp: "back", ArrowRight: "on", PageDown: "on" };
const PREFIX = "meeting-note-";

let last = performance.now();
let asking = false;

function say(stale) {
  const place = document.getElementById("not-fresh");
  if (place) place.textContent = stale ? place.dataset.words : "";
}

function put(fresh, old) {
  const href = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const placed = document.importNode(fresh, true);
  old.replaceWith(placed);
  if (href) placed.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus();
}

// The page of another group, or none at all, is not put in: its figures would stand over the words for this one.
async function refresh() {
  const answer = await fetch(document.body.dataset.here, { redirect: "manual" });
  if (answer.status === GONE) {
    window.location.reload();
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.group !== document.body.dataset.group) throw new Error("another group");
  document.querySelectorAll("[data-fresh]").forEach((old) => {
    const fresh = page.getElementById(old.id);
    if (fresh) put(fresh, old);
  });
}

async function tick() {
  const seconds = Number(document.body.dataset.refresh);
  if (asking || !seconds || performance.now() - last < seconds * 1000) return;
  asking = true;
  try {
    await refresh();
    say(false);
  } catch {
    say(true);
  } finally {
    asking = false;
    last = performance.now();
  }
}

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.isComposing || event.defaultPrevented) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.(FIELDS)) return;
  const address = document.getElementById("steps")?.dataset[step];
  if (!address) return;
  event.preventDefault();
  window.location.assign(address);
});

// What is typed is kept in this window until the server has it, should the page be left meanwhile.
function keepWords() {
  const noted = document.body.dataset.noted;
  if (noted) sessionStorage.removeItem(PREFIX + noted);
  const form = document.querySelector("form[data-kept]");
  const field = form?.querySelector("textarea");
  if (!field) return;
  const name = PREFIX + form.dataset.kept;
  if (!field.value) field.value = sessionStorage.getItem(name) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
  if (!document.getElementById("error-summary")) field.focus();
}

keepWords();
if (document.body.dataset.refresh) setInterval(tick, TICK_MS);
