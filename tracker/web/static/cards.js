// A card dragged onto another column opens the form that leads there: an address of the card's own menu, whose data-to
// names the columns. Nothing changes before the form is sent, and whoever cannot drag has the menu.

const board = document.querySelector(".kb");
const said = document.getElementById("card-said");
let dragged = null;

const columnOf = (element) => element.closest("[data-column]");

function wayTo(card, column) {
  const name = column?.dataset.column;
  return name && name !== columnOf(card).dataset.column ? card.querySelector(`[data-to~="${CSS.escape(name)}"]`) : null;
}

function mark(card) {
  board.querySelectorAll("[data-column]").forEach((column) => {
    column.classList.toggle("takes", card !== null && wayTo(card, column) !== null);
  });
}

function onStart(event) {
  dragged = event.target.closest("li.k");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector(".t").textContent);
  dragged.classList.add("dragged");
  said.textContent = "";
  mark(dragged);
}

function onDrop(event) {
  if (!dragged) return;
  event.preventDefault();
  const column = columnOf(event.target);
  const way = wayTo(dragged, column);
  if (way) window.location.assign(way.href);
  else if (column && column !== columnOf(dragged)) said.textContent = board.dataset.noWay;
}

function onEnd() {
  dragged?.classList.remove("dragged");
  mark(null);
  dragged = null;
}

if (board) {
  board.querySelectorAll("li.k").forEach((card) => {
    card.draggable = true;
    card.querySelectorAll("a").forEach((link) => { link.draggable = false; });
  });
  board.addEventListener("dragstart", onStart);
  board.addEventListener("dragover", (event) => { if (dragged && columnOf(event.target)) event.preventDefault(); });
  board.addEventListener("drop", onDrop);
  board.addEventListener("dragend", onEnd);
}
