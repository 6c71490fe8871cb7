// The list by the keyboard. Its rows are one stop of the Tab key; up and down, Home and End move inside, Enter is the
// browser's own. The line that names the keys shows itself to whoever comes with the keyboard, and at a question mark.
// A screen reader that reads line by line keeps its own arrows and finds the same links.

const FIELDS = "input, textarea, select, [contenteditable]";
const rows = [...document.querySelectorAll("a[data-row]")];
const keys = document.getElementById("keys");

function stopAt(here) {
  rows.forEach((row) => { row.tabIndex = row === here ? 0 : -1; });
}

function target(key, here) {
  if (key === "Home") return 0;
  if (key === "End") return rows.length - 1;
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  return step ? Math.min(Math.max(here + step, 0), rows.length - 1) : null;
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "?" && keys && !event.target.closest?.(FIELDS)) {
    keys.hidden = !keys.hidden;
    return;
  }
  const here = rows.indexOf(event.target);
  const next = here < 0 || event.shiftKey ? null : target(event.key, here);
  if (next === null) return;
  event.preventDefault();
  rows[next].focus();
}

if (rows.length > 0) {
  stopAt(rows[0]);
  document.addEventListener("focusin", (event) => {
    if (!rows.includes(event.target)) return;
    stopAt(event.target);
    if (keys && !keys.dataset.shown && event.target.matches(":focus-visible")) {
      keys.hidden = false;
      keys.dataset.shown = "1";
    }
  });
}
document.addEventListener("keydown", onKey);
