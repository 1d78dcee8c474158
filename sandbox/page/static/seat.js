// Slack as one person: the server says what is to be seen, this page shows it and does what is pressed.

import { attach, busy, valuesOf } from "/static/forms.js";
import { composer } from "/static/composer.js";
import { fill, show } from "/static/pieces.js";
import { follow, get, post } from "/static/talk.js";

const user = document.body.dataset.user;
const at = (id) => document.getElementById(id);
const MORE = 60;
let place = location.hash.slice(1) || "app";
let thread = "";
let most = MORE;
let shown = null; // the last state
let opener = null; // what had the focus when a window opened

// Doing

async function deed(wanted, by) {
  busy(by, true);
  try {
    const answer = await post(`/seat/${user}/deed`, wanted);
    at("trouble").textContent = answer.refused ? `That did not work: ${answer.refused}.` : "";
    await refresh();
    return answer;
  } finally {
    busy(by, false);
  }
}

function acted(wanted, element) {
  const inWindow = element.closest("#window");
  if (inWindow) wanted.values = valuesOf(inWindow);
  else if (element.closest("#home")) wanted.values = valuesOf(at("home"));
  return deed(wanted, element);
}

async function go(to) {
  place = to;
  most = MORE;
  thread = "";
  asked++; // an answer still under way is about the place left behind
  history.replaceState(null, "", `#${to}`);
  at("log").setAttribute("aria-live", "off");
  // As Slack does it, the app hears that its tab was opened.
  if (to === "home" || to === "app") await deed({ do: "home", tab: to === "home" ? "home" : "messages" });
  else await refresh();
}

async function send(text, inThread) {
  const words = text.trim();
  if (!words) return true;
  const here = shown.place === "app" ? null : shown.place;
  const wanted = words.startsWith("/") && !inThread
    ? { do: "command", text: words, place: here }
    : { do: "say", text: words, place: here, thread: inThread || null };
  return !(await deed(wanted)).refused;
}

// Showing

let asked = 0; // of several answers under way only the last one counts: an older one would lead back

async function refresh() {
  const mine = ++asked;
  const query = new URLSearchParams({ place, thread, most });
  const state = await get(`/seat/${user}/state?${query}`);
  if (mine !== asked) return;
  const first = shown === null || shown.place !== state.place;
  shown = state;
  place = state.place;
  document.title = `${state.title} – Slack as ${user}`;
  fillPlain(at("sidebar"), state.sidebar);
  fillPlain(at("header"), state.header);
  at("composer-form").hidden = !state.can_write;
  showHome(state);
  showMessages(state, first);
  showThread(state);
  showWindow(state.window);
  await tellRead(state);
  complain(state);
}

function fillPlain(node, html) {
  fill(node, { html, hash: html });
}

function showHome(state) {
  at("home").hidden = state.home === null;
  at("log-wrap").hidden = state.home !== null;
  if (state.home) fill(at("home"), state.home);
}

function showMessages(state, first) {
  at("earlier").hidden = !state.earlier;
  show(at("log"), state.messages);
  if (first) toEnd();
  if (first) setTimeout(() => at("log").setAttribute("aria-live", "polite"), 500);
}

function showThread(state) {
  at("thread").hidden = !state.thread;
  document.body.classList.toggle("threaded", Boolean(state.thread));
  if (state.thread) show(at("thread-log"), state.thread.messages);
}

function showWindow(piece) {
  const box = at("window");
  if (!piece) {
    if (box.open) {
      box.close();
      box.innerHTML = "";
      delete box.dataset.hash;
      box.dataset.view = "";
      (opener?.isConnected ? opener : at("composer")).focus({ preventScroll: true });
      opener = null;
    }
    return;
  }
  const another = box.dataset.view !== piece.id;
  if (another) {
    delete box.dataset.hash; // nothing is carried over from one window into another
    box.innerHTML = "";
  }
  const changed = fill(box, piece);
  box.dataset.view = piece.id;
  if (!box.open) {
    opener = document.activeElement;
    box.showModal();
  }
  const wrong = changed && box.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus();
  else if (another) (firstField(box) || at("window-title")).focus({ preventScroll: true });
}

function firstField(box) {
  return box.querySelector(".window-body :is(input, textarea, select):not([type=hidden]):not([disabled])");
}

async function tellRead(state) {
  if (document.hidden || !state.read_up_to || state.place === "home") return;
  if (tellRead.last?.[state.place] >= state.read_up_to) return;
  tellRead.last = { ...tellRead.last, [state.place]: state.read_up_to };
  await post(`/seat/${user}/read`, { place: state.place, ts: state.read_up_to });
}

function complain(state) {
  if (complain.so_far !== undefined && state.errors_so_far > complain.so_far) {
    at("trouble").textContent = state.errors.at(-1);
  }
  complain.so_far = state.errors_so_far;
}

// Whoever reads the newest message goes on reading the newest, also when a picture takes its place late.
let pinned = true;

function toEnd() {
  const wrap = at("log-wrap");
  wrap.scrollTop = wrap.scrollHeight;
  pinned = true;
}

at("log-wrap").addEventListener("scroll", () => {
  const wrap = at("log-wrap");
  pinned = wrap.scrollHeight - wrap.scrollTop - wrap.clientHeight < 80;
});
const grown = new ResizeObserver(() => pinned && toEnd());
grown.observe(at("log"));
grown.observe(at("log-wrap"));

// Listening

attach(document.body, acted);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { place: to, thread: first, edit: edited, delete: deleted } = button.dataset;
  if (to) go(to);
  else if (first) openThread(first);
  else if (edited) edit(JSON.parse(edited), button);
  else if (deleted) deed({ do: "delete", where: JSON.parse(deleted) }, button);
  else if ("close" in button.dataset) closeWindow();
});

async function openThread(first) {
  thread = first;
  await refresh();
  at("reply").focus();
}

function edit(where, button) {
  const words = button.closest(".said").querySelector(".blocks")?.textContent.trim() || "";
  const box = document.createElement("form");
  box.className = "editing";
  box.innerHTML = '<label class="unseen" for="edited">Your message</label><textarea id="edited" rows="2"></textarea>' +
    '<button type="submit">Save</button> <button type="button">Leave it</button>';
  box.querySelector("textarea").value = words;
  box.querySelector("[type=button]").onclick = () => box.remove();
  box.onsubmit = async (event) => {
    event.preventDefault();
    await deed({ do: "edit", where, text: box.querySelector("textarea").value }, box.querySelector("[type=submit]"));
    box.remove();
  };
  button.closest(".said").append(box);
  box.querySelector("textarea").focus();
}

function closeWindow() {
  return deed({ do: "close", view: at("window").dataset.view });
}

at("window").addEventListener("cancel", (event) => {
  if (event.target !== at("window")) return;
  event.preventDefault(); // the app may want to hear of it, and a window may lie below
  closeWindow();
});

at("window").addEventListener("submit", (event) => {
  event.preventDefault();
  const box = at("window");
  const values = valuesOf(box);
  deed({ do: "submit", view: box.dataset.view, values }, box.querySelector("[type=submit]"));
});

at("earlier").addEventListener("click", () => {
  most += MORE;
  refresh();
});

at("thread-close").addEventListener("click", () => {
  thread = "";
  refresh();
});

composer(at("composer-form"), JSON.parse(document.body.dataset.commands), (text) => send(text, ""));
composer(at("reply-form"), [], (text) => send(text, thread));
document.addEventListener("visibilitychange", () => shown && tellRead(shown));

// Whoever shows this seat in a frame can ask for a place.
addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data?.place) go(event.data.place);
});

const again = follow(`/live?seat=${user}`, refresh);
export { again };
