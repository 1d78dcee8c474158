// The operator's eyes: tabs over what lies behind the screen. Refreshed when something changed, unless somebody reads.

import { follow, get } from "/static/talk.js";

const TABS = [
  ["rows", "Behind this screen"],
  ["tables", "All tables"],
  ["thief", "What a thief learns"],
  ["outbox", "Outbox"],
  ["traffic", "Traffic"],
];
let panel = null;
let seat = () => null;
let tab = "rows";
let table = "action";
let following = null;

export function open(node, whose) {
  panel = node;
  seat = whose;
  panel.innerHTML = '<h2 id="eyes-title">The operator’s eyes</h2><div role="tablist" aria-labelledby="eyes-title"></div>' +
    '<div id="eyes-view" role="tabpanel" tabindex="0"></div>';
  const list = panel.querySelector("[role=tablist]");
  for (const [name, words] of TABS) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", id: `eyes-${name}`, textContent: words, role: "tab" });
    button.setAttribute("aria-controls", "eyes-view");
    button.addEventListener("click", () => choose(name));
    list.append(button);
  }
  list.addEventListener("keydown", arrows);
  panel.addEventListener("toggle", openExchange, true);
  panel.addEventListener("change", (event) => {
    if (!event.target.matches("[data-eyes-table]")) return;
    table = event.target.value;
    look(true);
  });
  choose(tab);
  following ??= follow("/live", () => look(false));
}

export function close(node) {
  node.replaceChildren();
  panel = null;
}

function arrows(event) {
  const now = TABS.findIndex(([name]) => name === tab);
  const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(TABS[(to + TABS.length) % TABS.length][0]);
  document.getElementById(`eyes-${tab}`).focus();
}

function choose(name) {
  tab = name;
  for (const [each] of TABS) {
    const button = document.getElementById(`eyes-${each}`);
    button.setAttribute("aria-selected", String(each === tab));
    button.tabIndex = each === tab ? 0 : -1;
  }
  document.getElementById("eyes-view").setAttribute("aria-labelledby", `eyes-${tab}`);
  look(true);
}

async function look(asked) {
  if (!panel || (!asked && (tab === "thief" || panel.querySelector("details[open]")))) return;
  const asking = tab;
  const query = new URLSearchParams({ seat: seat() ?? "", place: placeOf(), table });
  const { html } = await get(`/eyes/${tab}?${query}`);
  const view = document.getElementById("eyes-view");
  if (!view || asking !== tab) return; // another tab was chosen meanwhile
  view.innerHTML = html; // made safe by the server
}

/** What was said in a request comes when somebody opens it. */
async function openExchange(event) {
  const line = event.target.closest?.("[data-exchange]");
  if (!line?.open || line.dataset.here) return;
  line.dataset.here = "yes";
  const { html } = await get(`/eyes/exchange?number=${line.dataset.exchange}`);
  line.querySelector("div").innerHTML = html; // made safe by the server
}

/** The place that the first seat shows. */
function placeOf() {
  const frame = document.getElementById("frame-1");
  return frame?.contentWindow?.location.hash.slice(1) || "app";
}
