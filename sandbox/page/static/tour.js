// Five steps through a set's life. Each takes the visitor to a person and a moment, and says what to try.

const PROGRAMME = ["self-run", 3];
const LAST = "End the tour";
const PATIENCE_MS = 60000;
const STEPS = [
  {
    title: "A check-in",
    person: "Chloe",
    place: "app",
    go: async (page) => {
      await until(page, "morning", () => person(page, "Chloe").to_them > 0, 4);
    },
    words: "You are Chloe, a member of a set. You chose to talk to one person you avoid. This morning the bot asks how it went. One press answers it, or nothing does. Press Stuck.",
  },
  {
    title: "A stuck action",
    person: "Chloe",
    place: "app",
    words: "The bot told nobody. It offers ways on: a smaller step, a chat with a buddy, open questions from the set. Press “Ask my set for questions”, write what you would like questions about, look at the preview, and ask. Then choose Amina under “You are”, open the channel, and ask Chloe a question.",
  },
  {
    title: "A session",
    person: "Hanna",
    place: "app",
    go: async (page) => {
      await step(page, "session");
    },
    words: "Five weeks on. You are Hanna, the coach, and the session is about to begin. Type /als-session and press Enter, then “Open the session”, and Open. The window is your private panel: what to say, and when this part ends. Press “Next stage”, close the window, and look at the board in the channel. Everyone else can leave their phone in their pocket.",
  },
  {
    title: "A confidential update",
    person: "Amina",
    place: "app",
    words: "You are Amina. Type /als update, write a few words, choose “My set” under “Who sees it?” and press “Share it”. Then press “+10 min” and open the channel: it says only that an update is there. Press “Operator’s eyes” and see what lies in the database: bytes, no words.",
  },
  {
    title: "The coordinator’s note",
    person: "Priya",
    place: "app",
    go: async (page) => {
      await step(page, "digest");
    },
    words: "You are Priya. You look after the set and are in none. Read the message below: once a week you hear whether sets meet, and nothing of what they say. That is the whole tour. Be anyone now, and move time as you like.",
  },
];

let at = -1;
let unasked = false; // the card came by itself

export async function tour(card, asked, page) {
  at = -1;
  unasked = !asked;
  card.hidden = false;
  draw(card, page, { title: "The tour", words: "Five steps, a few minutes: a member, a facilitator and a coordinator. It begins a set anew, in its third week." }, "Begin");
  if (asked) card.querySelector("h2").focus();
}

/** A card that came by itself goes as quietly when the visitor does something else. */
export function withdraw(card) {
  if (unasked && at === -1) card.hidden = true;
}

async function next(card, page) {
  at += 1;
  if (at >= STEPS.length) return leave(card);
  const now = STEPS[at];
  draw(card, page, { title: now.title, words: "A moment. Time passes …" }, null);
  try {
    if (at === 0) await beginning(page);
    page.be(1, person(page, now.person).id, now.place);
    await settle();
    if (now.go) await now.go(page);
    draw(card, page, now, at === STEPS.length - 1 ? LAST : "Next step");
  } catch (problem) {
    draw(card, page, { title: now.title, words: `This step did not work: ${problem.message}` }, "Next step");
  }
  card.querySelector("h2").focus();
}

async function beginning(page) {
  if (page.untouched(...PROGRAMME)) return; // nothing has happened there yet
  await page.begin(...PROGRAMME);
  await settle();
  await wait(() => page.ready());
}

function leave(card) {
  card.hidden = true;
  document.getElementById("tour").focus();
}

function draw(card, page, step, onward) {
  card.innerHTML = '<h2 id="tour-title" tabindex="-1"></h2><p class="words"></p><p class="ends"></p>';
  const count = at >= 0 && at < STEPS.length ? ` ${at + 1} of ${STEPS.length}` : "";
  card.querySelector("h2").textContent = `${count ? "Step" : ""}${count}${count ? ": " : ""}${step.title}`;
  card.querySelector(".words").textContent = step.words;
  const ends = card.querySelector(".ends");
  if (onward !== LAST) ends.append(button("Skip the tour", () => leave(card)));
  if (onward) ends.append(button(onward, () => next(card, page), "primary"));
}

function button(words, act, kind = "") {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: words, className: kind });
  made.addEventListener("click", act);
  return made;
}

function person(page, name) {
  const found = page.people().find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not here`);
  return found;
}

async function step(page, name) {
  const answer = await page.time(name);
  if (answer.refused) throw new Error(answer.refused);
  await settle();
  await wait(() => !page.moving());
}

async function until(page, name, there, most) {
  for (let tries = 0; tries < most && !there(); tries += 1) await step(page, name);
}

const settle = () => new Promise((done) => setTimeout(done, 400));

async function wait(there) {
  const began = performance.now();
  while (!there()) {
    if (performance.now() - began > PATIENCE_MS) throw new Error("it takes too long");
    await new Promise((done) => setTimeout(done, 100));
  }
}
