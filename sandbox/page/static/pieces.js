// Keyed pieces of HTML that the server made: only what changed is swapped, and what a person typed or held stays.

/** Make `container` show these pieces ({key, html, hash}) in order. Returns the keys that are new. */
export function show(container, pieces) {
  const known = new Map([...container.children].map((each) => [each.dataset.key, each]));
  const fresh = [];
  let before = null;
  for (const piece of pieces) {
    let node = known.get(piece.key);
    known.delete(piece.key);
    if (!node) {
      node = document.createElement("div");
      node.dataset.key = piece.key;
      fresh.push(piece.key);
    }
    fill(node, piece);
    const there = before ? before.nextElementSibling : container.firstElementChild;
    if (there !== node) container.insertBefore(node, there);
    before = node;
  }
  for (const gone of known.values()) gone.remove();
  return fresh;
}

/** Put a piece into a node unless it stands there already; focus and what was filled in are carried over. */
export function fill(node, piece) {
  if (node.dataset.hash === piece.hash) return false;
  const held = node.contains(document.activeElement) ? mark(document.activeElement) : null;
  const kept = new Map([...node.querySelectorAll("input[id], textarea[id], select[id]")].map((c) => [c.id, c]));
  node.innerHTML = piece.html;
  node.dataset.hash = piece.hash;
  for (const control of node.querySelectorAll("input[id], textarea[id], select[id]")) carry(kept.get(control.id), control);
  if (held) find(node, held)?.focus({ preventScroll: true });
  return true;
}

function carry(from, to) {
  if (!from || from.type !== to.type) return;
  if (to.type === "checkbox" || to.type === "radio") to.checked = from.checked;
  else if (to.tagName !== "SELECT" || [...to.options].some((each) => each.value === from.value)) to.value = from.value;
}

// A button has no id of its own; it is the one with the same act and words.
function mark(element) {
  return { id: element.id, act: element.dataset.actionId, value: element.dataset.value, words: element.textContent };
}

function find(node, held) {
  if (held.id) return node.querySelector(`#${CSS.escape(held.id)}`);
  const buttons = [...node.querySelectorAll("button, summary")];
  return (
    buttons.find((each) => each.dataset.actionId === held.act && each.textContent === held.words) ||
    buttons.find((each) => each.dataset.actionId && each.dataset.actionId === held.act) ||
    node.querySelector("h2[tabindex]") || // a window begins with its title, not with its cross
    buttons[0]
  );
}
