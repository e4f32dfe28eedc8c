// The form of a field: inputs that its type has no use for are hidden, and options are rows instead of JSON.
const COLORS =
  "red ruby crimson tomato orange amber yellow lime grass green jade mint turquoise cyan sky blue iris violet purple plum pink bronze gold brown gray";

// Those that CSS has no name for.
const SHADES = { ruby: "#e54666", amber: "#ffba18", grass: "#46a758", jade: "#29a383", mint: "#86ead4", sky: "#7ce2fe", iris: "#5b5bd6", bronze: "#a18072" };

addEventListener("DOMContentLoaded", () => {
  const type = document.querySelector("select[name=type]");
  if (type) {
    const rows = [...document.querySelectorAll("[data-types]")].map((input) => [
      input.dataset.types.split(" "),
      input.closest(".field-line").parentElement,
    ]);
    const standard = document.querySelector("[data-hints]");
    const hints = standard ? JSON.parse(standard.dataset.hints) : {};
    const show = () => {
      for (const [types, row] of rows) row.hidden = !types.includes(type.value);
      if (standard) standard.placeholder = hints[type.value] ?? "";
      for (const [, row] of rows) {
        const group = row.closest("fieldset.module");
        group.hidden = [...row.parentElement.children].every((one) => one.hidden);
      }
    };
    type.addEventListener("change", show);
    show();
  }
  const options = document.querySelector("textarea[name=options]");
  if (options) optionRows(options);
});

function optionRows(text) {
  let known = [];
  try {
    known = JSON.parse(text.value || "[]");
  } catch {
    return; // left as JSON, with its error
  }
  const list = document.createElement("div");
  list.className = "option-rows";
  const add = Object.assign(document.createElement("button"), { type: "button", textContent: "Add option" });
  const store = () => {
    const rows = [...list.querySelectorAll(".option-row")].map(read);
    text.value = rows.length ? JSON.stringify(rows.map((row, position) => ({ ...row, position }))) : "";
  };
  const append = (option) => {
    add.before(optionRow(option, store));
    store();
  };
  list.append(add);
  add.addEventListener("click", () => {
    append({ label: "", value: "", color: COLORS.split(" ")[(list.children.length * 5) % 25] });
    add.previousElementSibling.querySelector("input").focus();
  });
  text.hidden = true;
  text.after(list);
  for (const option of known) list.insertBefore(optionRow(option, store), add);
}

function optionRow(option, store) {
  const row = Object.assign(document.createElement("div"), { className: "option-row" });
  if (option.id) row.dataset.id = option.id;
  const label = field("Label", "label", option.label);
  const value = field("VALUE", "value", option.value);
  const color = document.createElement("select");
  color.name = "option-color";
  color.setAttribute("aria-label", "Colour of the option");
  for (const name of COLORS.split(" ")) color.append(new Option(name, name, false, name === option.color));
  const paint = () => (color.style.borderLeft = `1.5rem solid ${SHADES[color.value] ?? color.value}`);
  color.addEventListener("change", paint);
  paint();
  const up = button("↑", "Move the option up", () => row.previousElementSibling?.before(row));
  const down = button("↓", "Move the option down", () => {
    if (row.nextElementSibling?.matches(".option-row")) row.nextElementSibling.after(row);
  });
  const remove = button("Remove", "Remove the option", () => row.remove());
  let free = !option.value;
  label.addEventListener("input", () => {
    if (free) value.value = label.value.normalize("NFD").replace(/[^A-Za-z0-9]+/g, " ").trim().replace(/ /g, "_").toUpperCase();
  });
  value.addEventListener("input", () => (free = false));
  row.append(label, value, color, up, down, remove);
  row.addEventListener("input", store);
  for (const one of [up, down, remove]) one.addEventListener("click", store);
  return row;
}

function button(text, label, work) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => {
    work();
    if (made.isConnected) made.focus();
  });
  return made;
}

function field(hint, name, value) {
  const input = Object.assign(document.createElement("input"), { placeholder: hint, name: `option-${name}`, value: value ?? "" });
  input.setAttribute("aria-label", `${name} of the option`);
  return input;
}

function read(row) {
  const value = (name) => row.querySelector(`[name=option-${name}]`).value;
  const found = { label: value("label"), value: value("value"), color: value("color") };
  return row.dataset.id ? { id: row.dataset.id, ...found } : found;
}
