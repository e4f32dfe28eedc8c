// The form of a field: inputs that its type has no use for are hidden, and options are rows instead of JSON.
const COLORS =
  "red ruby crimson tomato orange amber yellow lime grass green jade mint turquoise cyan sky blue iris violet purple plum pink bronze gold brown gray";

addEventListener("DOMContentLoaded", () => {
  const type = document.querySelector("select[name=type]");
  if (type) {
    const rows = [...document.querySelectorAll("[data-types]")].map((input) => [
      input.dataset.types.split(" "),
      input.closest(".field-line").parentElement,
    ]);
    const show = () => {
      for (const [types, row] of rows) row.hidden = !types.includes(type.value);
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
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "Remove" });
  let free = !option.value;
  label.addEventListener("input", () => {
    if (free) value.value = label.value.normalize("NFD").replace(/[^A-Za-z0-9]+/g, " ").trim().replace(/ /g, "_").toUpperCase();
  });
  value.addEventListener("input", () => (free = false));
  row.append(label, value, color, remove);
  row.addEventListener("input", store);
  remove.addEventListener("click", () => {
    row.remove();
    store();
  });
  return row;
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
