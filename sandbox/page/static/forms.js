// What stands in the fields of some blocks, and what is pressed or chosen in them.

const SEVERAL = ["checkboxes", "multi_static_select", "multi_users_select", "multi_channels_select", "multi_conversations_select"];

/** {block_id: value} of every field in `container`; null for what is empty. */
export function valuesOf(container) {
  return Object.fromEntries([...container.querySelectorAll("[data-field]")].map((each) => [each.dataset.field, valueOf(each)]));
}

function valueOf(field) {
  const kind = field.dataset.kind;
  if (SEVERAL.includes(kind)) return ticked(field);
  if (kind === "radio_buttons") return ticked(field)[0] ?? null;
  return field.querySelector("input, textarea, select").value || null;
}

function ticked(group) {
  return [...group.querySelectorAll("input:checked")].map((each) => each.value);
}

/** Call `onDeed(wanted, element)` for everything in `root` that acts at once, after its confirm dialog. */
export function attach(root, onDeed) {
  root.addEventListener("click", async (event) => {
    const control = event.target.closest("button[data-act], a[data-act]");
    if (!control || control.getAttribute("aria-busy") === "true") return;
    if (!(await confirmed(control))) return;
    control.closest("details.overflow")?.removeAttribute("open");
    onDeed(pressed(control), control);
  });
  root.addEventListener("change", async (event) => {
    const control = event.target.closest("input[data-act], select[data-act]");
    if (!control || !(await confirmed(control))) return;
    onDeed({ ...named(control, "choose"), chosen: chosen(control) }, control);
  });
  root.addEventListener("input", (event) => {
    if (event.target.matches(".search")) search(event.target);
  });
  root.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details.overflow[open]");
    if (!open) return;
    event.preventDefault();
    event.stopPropagation();
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  });
}

function named(control, act) {
  const where = JSON.parse(control.closest("[data-where]").dataset.where);
  return { do: act, where, action_id: control.dataset.actionId, block_id: control.dataset.blockId };
}

function pressed(control) {
  if (control.dataset.act === "choose") return { ...named(control, "choose"), chosen: control.dataset.chosen };
  return { ...named(control, "press"), value: control.dataset.value };
}

function chosen(control) {
  if (control.type === "checkbox") {
    const all = control.closest(".choices").querySelectorAll("input:checked");
    return [...all].map((each) => each.value);
  }
  return control.value || null;
}

function search(box) {
  const wanted = box.value.trim().toLowerCase();
  for (const each of box.nextElementSibling.children) {
    each.hidden = wanted !== "" && !each.textContent.toLowerCase().includes(wanted) && !each.querySelector("input").checked;
  }
}

/** Ask what the app wants to be asked; true at once when it asks nothing. */
function confirmed(control) {
  if (!control.dataset.confirm) return Promise.resolve(true);
  const words = JSON.parse(control.dataset.confirm);
  const box = document.createElement("dialog");
  box.className = "confirm";
  box.innerHTML =
    '<form method="dialog"><h2 id="confirm-title"></h2><div class="words"></div>' +
    '<p class="ends"><button value="no"></button> <button value="yes"></button></p></form>';
  box.setAttribute("aria-labelledby", "confirm-title");
  box.querySelector("h2").textContent = words.title ?? "";
  box.querySelector(".words").innerHTML = words.text; // made safe by the server
  box.querySelector("[value=no]").textContent = words.deny ?? "Cancel";
  const yes = box.querySelector("[value=yes]");
  yes.textContent = words.confirm ?? "Yes";
  yes.className = words.danger ? "danger" : "primary";
  document.body.append(box);
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => {
      box.remove();
      done(box.returnValue === "yes");
    });
  });
}

/** Show that an answer is awaited; nothing more can be pressed there meanwhile. */
export function busy(element, on) {
  if (!element) return;
  if (on) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
  if (element.tagName === "BUTTON" && element.type === "submit") element.disabled = on;
}
