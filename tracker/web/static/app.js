// Conveniences only: every page works without this file.

const FIELDS = "input, textarea, select, button, summary, [contenteditable]";
const ROWS = "[data-rows] > li, [data-rows] > tr";
const LEFT_ALONE_MS = 8000;

// A key typed while an input method is composing belongs to the letter, not to us.
const isComposing = (event) => event.isComposing || event.keyCode === 229;
const hasModifier = (event) => event.ctrlKey || event.altKey || event.metaKey;
const visible = (element) => element !== null && element.offsetParent !== null;

function focusErrors() {
  document.getElementById("error-summary")?.focus();
}

function focusSearch(event) {
  const box = document.querySelector("form[role=search] input[type=search]");
  if (!visible(box)) return;
  event.preventDefault();
  box.focus();
}

const linkOf = (row) => row.querySelector("th a, a.t, a");

function moveRow(step) {
  const links = [...document.querySelectorAll(ROWS)].map(linkOf).filter((link) => link && visible(link));
  if (links.length === 0) return;
  const row = document.activeElement?.closest?.(ROWS);
  const here = row ? links.indexOf(linkOf(row)) : -1;
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
}

// Enter on the focused link is the browser's own; here stand only the keys that move.
function onPageKey(event) {
  if (hasModifier(event)) return;
  if (event.key === "/") focusSearch(event);
  if (event.key === "j") moveRow(1);
  if (event.key === "k") moveRow(-1);
}

function sendForm(field, event) {
  const button = field.form?.querySelector("button[data-primary]");
  if (!button || button.disabled) return;
  event.preventDefault();
  field.form.requestSubmit(button);
}

// A radio button or a tick box would send the form too.
const isOneLine = (field) => field.matches("input:not([type=file], [type=submit], [type=button])");

// Enter in a one-line field sends nothing but a search, a filter or the sign-in.
const mayEnterSend = (form) =>
  form === null || form.method === "get" || form.querySelector("input[type=password]") !== null;

function onFieldKey(field, event) {
  if (event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) sendForm(field, event);
  else if (isOneLine(field) && !mayEnterSend(field.form)) event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented) return;
  const field = event.target.closest?.(FIELDS);
  if (field) onFieldKey(field, event);
  else onPageKey(event);
});

// The second press of a send button does nothing. The buttons are greyed only after the browser has read the pressed
// one's name and value, and come back for a reader who returns with the back button or whose network fell away.
function setSending(form, sending) {
  form.toggleAttribute("data-sending", sending);
  form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = sending; });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.hasAttribute("data-sending")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sending", "");
  setTimeout(() => setSending(form, true), 0);
  setTimeout(() => setSending(form, false), LEFT_ALONE_MS);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach((form) => setSending(form, false));
});

// An open menu closes on Escape or a click elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});

focusErrors();
