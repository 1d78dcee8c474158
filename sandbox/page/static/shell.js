// Around the seats: the clock, who one is, where one begins, the operator's eyes, the tour.

import { follow, get, post } from "/static/talk.js";
import { turn } from "/static/theme.js";

const at = (id) => document.getElementById(id);
const seats = { 1: null, 2: null }; // who sits where
let state = null;
let sideBySide = false;

// The clock

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", async () => {
    const playing = state?.playing || state?.moving;
    const step = button.id === "play" && playing ? "stop" : button.dataset.step;
    const answer = await post("/time", { step, seat: seats[1] });
    at("trouble").textContent = answer.refused || "";
  });
}

function showClock() {
  at("clock").textContent = state.clock;
  at("clock").dateTime = state.now;
  const busy = state.playing || state.moving;
  at("play").textContent = busy ? "Stop" : "Play";
  for (const button of document.querySelectorAll("[data-step]")) button.hidden = !state.lasting;
  document.body.classList.toggle("moving", busy);
}

// What arrived meanwhile

let before = null;
let gathered = new Map();

function announce() {
  const now = new Map(state.people.map((each) => [each.id, each]));
  if (before) {
    for (const [id, each] of now) {
      const more = each.unread - (before.get(id)?.unread ?? 0);
      if (more > 0) gathered.set(id, (gathered.get(id) ?? 0) + more);
      if (!each.unread) gathered.delete(id);
    }
  }
  before = now;
  if (state.moving || state.playing) {
    at("news").textContent = "";
    return;
  }
  const parts = [...gathered].map(([id, n]) => `${now.get(id)?.name}: ${n} new`);
  if (parts.length) at("news").textContent = `It is ${state.clock}. New messages. ${parts.join(", ")}.`;
  gathered = new Map();
}

// Who one is

function showPeople() {
  for (const number of [1, 2]) {
    const chooser = at(`who-${number}`);
    const options = state.people.map((each) => {
      const more = each.unread ? `, ${each.unread} new` : "";
      return new Option(`${each.name} – ${each.role}${more}`, each.id);
    });
    const sits = state.people.find((each) => each.id === seats[number]);
    const wanted = sits && !(number === 2 && !sideBySide) ? sits : choice(number);
    seats[number] = wanted.id;
    if (document.activeElement !== chooser || !chooser.options.length) chooser.replaceChildren(...options);
    chooser.value = wanted.id;
    at(`lives-${number}`).checked = wanted.lives;
    at(`lives-${number}`).disabled = !wanted.can_live;
    at(`local-${number}`).textContent = wanted.zone === "Europe/London" ? "" : `${wanted.local} for them`;
    sit(number, wanted);
  }
}

function choice(number) {
  const kept = sessionStorage.getItem(`seat-${number}`);
  const free = state.people.filter((each) => number === 1 || each.id !== seats[1]); // beside oneself sits another
  return free.find((each) => each.name === kept) || free[number === 1 ? 2 : 0] || state.people[0];
}

function sit(number, person) {
  const pane = at(`pane-${number}`);
  pane.hidden = number === 2 && !sideBySide;
  const frame = at(`frame-${number}`);
  const wanted = pane.hidden ? "about:blank" : `/seat/${person.id}`;
  if (frame.dataset.shows !== wanted) {
    frame.dataset.shows = wanted;
    frame.src = wanted;
  }
  frame.title = `Slack as ${person.name}`;
}

function be(number, id, place) {
  seats[number] = id;
  const person = state.people.find((each) => each.id === id);
  sessionStorage.setItem(`seat-${number}`, person.name);
  showPeople();
  if (place) whenShown(at(`frame-${number}`), place);
}

function whenShown(frame, place) {
  const ask = () => frame.contentWindow.postMessage({ place }, location.origin);
  ask();
  frame.addEventListener("load", () => setTimeout(ask, 50), { once: true });
}

for (const number of [1, 2]) {
  at(`who-${number}`).addEventListener("change", (event) => be(number, event.target.value));
  at(`lives-${number}`).addEventListener("change", (event) =>
    post(`/seat/${seats[number]}/lives`, { on: event.target.checked }),
  );
}

at("beside").addEventListener("click", () => {
  sideBySide = !sideBySide;
  at("beside").setAttribute("aria-pressed", String(sideBySide));
  document.body.classList.toggle("two", sideBySide);
  showPeople();
});

// Beginning anew

at("anew").addEventListener("click", () => {
  const choices = [...document.querySelectorAll("[name=start]")];
  const present = state?.start && `${state.start.programme}/${state.start.week}`;
  (choices.find((each) => each.value === present) ?? choices[0]).checked = true;
  at("anew-box").showModal();
});
at("anew-no").addEventListener("click", () => at("anew-box").close());
at("anew-yes").addEventListener("click", async () => {
  const [programme, week] = document.querySelector("[name=start]:checked").value.split("/");
  at("anew-box").close();
  await begin(programme, Number(week));
});

async function begin(programme, week) {
  before = null;
  at("news").textContent = "";
  state = { ...state, ready: false };
  await post("/start", { programme, week });
}

at("theme").addEventListener("click", turn);

// The operator's eyes

at("eyes-on").addEventListener("click", async () => {
  const on = at("eyes").hidden;
  at("eyes-on").setAttribute("aria-pressed", String(on));
  at("eyes").hidden = !on;
  document.body.classList.toggle("with-eyes", on);
  const { open, close } = await import("/static/eyes.js");
  if (on) open(at("eyes"), () => seats[1]);
  else close(at("eyes"));
});

// The tour

at("tour").addEventListener("click", () => offerTour(true));

/** The card before its first step. asked: the visitor wants it, and goes on reading there. */
async function offerTour(asked) {
  const { tour } = await import("/static/tour.js");
  tour(at("tour-card"), asked, {
    be,
    begin,
    time,
    people: () => state?.people ?? [],
    ready: () => Boolean(state?.ready),
    untouched: (programme, week) =>
      Boolean(state?.ready) && state.untouched && state.start.programme === programme && state.start.week === week,
    moving: () => Boolean(state?.moving),
  });
}

/** Whoever comes for the first time, before anything has happened, finds the tour's card without asking. */
async function welcome() {
  if (!at("tour-card").hidden && !state.untouched) (await import("/static/tour.js")).withdraw(at("tour-card"));
  if (at("tour").hidden || localStorage.getItem("welcomed")) return;
  localStorage.setItem("welcomed", "yes");
  if (state.untouched) offerTour(false);
}

async function time(step) {
  return post("/time", { step, seat: seats[1] });
}

// All of it

async function refresh() {
  state = await get("/now");
  at("waiting").hidden = state.ready;
  at("waiting").textContent = state.ready ? "" : `Setting the scene … ${state.told}`;
  for (const button of document.querySelectorAll(".bar button")) button.disabled = !state.ready && button.id !== "anew" && button.id !== "theme";
  if (!state.ready) {
    for (const number of [1, 2]) {
      at(`pane-${number}`).hidden = true;
      const frame = at(`frame-${number}`);
      if (frame.dataset.shows) frame.src = "about:blank"; // nobody is there to be asked for
      frame.dataset.shows = "";
    }
    before = null;
    return;
  }
  showClock();
  showPeople();
  announce();
  welcome();
}

follow("/live", refresh);
