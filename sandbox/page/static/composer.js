// The box to write in: Enter sends, Shift and Enter begins a line, "/" offers the app's commands.

/** `send(text)` gives true when it was sent. `commands`: [{name, hint, words}]. */
export function composer(form, commands, send) {
  const box = form.querySelector("textarea");
  const list = form.querySelector("[role=listbox]");
  let chosen = -1;

  const offered = () => {
    const typed = box.value;
    return typed.startsWith("/") && !typed.includes(" ") ? commands.filter((c) => c.name.startsWith(typed)) : [];
  };

  function offer() {
    if (!list) return;
    const found = offered();
    chosen = found.length ? Math.min(Math.max(chosen, 0), found.length - 1) : -1;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(Boolean(found.length)));
    list.replaceChildren(...found.map(option));
    if (chosen >= 0) box.setAttribute("aria-activedescendant", `command-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function option(command, number) {
    const item = document.createElement("li");
    item.id = `command-${number}`;
    item.role = "option";
    item.setAttribute("aria-selected", String(number === chosen));
    const name = document.createElement("strong");
    name.textContent = command.name;
    const words = document.createElement("span");
    words.textContent = ` ${command.hint} – ${command.words}`;
    item.append(name, words);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(command);
    });
    return item;
  }

  function take(command) {
    box.value = `${command.name} `;
    chosen = -1;
    offer();
    box.focus();
  }

  async function give() {
    const text = box.value;
    box.value = "";
    offer();
    if (!(await send(text)) && !box.value) box.value = text; // it did not go: the words come back
  }

  box.addEventListener("input", offer);
  box.addEventListener("blur", () => {
    if (list) list.hidden = true;
  });
  box.addEventListener("keydown", (event) => {
    const found = offered();
    if (found.length && !list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      offer();
    } else if (found.length && !list.hidden && (event.key === "Tab" || (event.key === "Enter" && box.value !== found[chosen]?.name))) {
      event.preventDefault();
      take(found[chosen]);
    } else if (event.key === "Escape" && list && !list.hidden) {
      list.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      give();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    give();
  });
}
