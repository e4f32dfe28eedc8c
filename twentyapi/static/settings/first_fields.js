// The first fields of a new object: inputs that a type has no use for are hidden, and rows can be added.
addEventListener("DOMContentLoaded", () => {
  const rows = document.querySelector("[data-rows]");
  if (!rows) return;
  rows.querySelectorAll("[data-type-scope]").forEach(follow);
  const add = document.querySelector("[data-add-row]");
  const count = document.querySelector(`[name=${rows.dataset.rows}-TOTAL_FORMS]`);
  add.hidden = false;
  add.addEventListener("click", () => {
    const made = document.createElement("div");
    made.innerHTML = document.getElementById(add.dataset.addRow).innerHTML.replaceAll("__prefix__", count.value);
    count.value = Number(count.value) + 1;
    const row = made.firstElementChild;
    rows.append(row);
    follow(row);
    row.querySelector("input").focus();
  });
});

function follow(row) {
  const type = row.querySelector("select[name$=-type]");
  const show = () => {
    for (const input of row.querySelectorAll("[data-types]")) {
      input.closest("p").hidden = !input.dataset.types.split(" ").includes(type.value);
    }
  };
  type.addEventListener("change", show);
  show();
}
