// Small things of the settings pages: lists that choose by themselves, texts to copy, bodies laid out.
addEventListener("DOMContentLoaded", () => {
  for (const choice of document.querySelectorAll("select[data-submit]")) {
    choice.addEventListener("change", () => choice.form.submit());
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    const said = button.parentElement.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent);
        said.textContent = "Copied.";
      } catch {
        getSelection().selectAllChildren(source);
        said.textContent = "Press Ctrl+C to copy.";
      }
    });
  }
  const filter = document.querySelector("form.filter");
  if (filter) conditions(filter.elements.path, filter.elements.operator, filter.elements.value);
  for (const body of document.querySelectorAll("[data-json]")) {
    try {
      body.textContent = JSON.stringify(JSON.parse(body.textContent), null, 2);
    } catch {
      // shown as it is
    }
  }
});

// The theme asks for the system's colours once; whoever has chosen none follows them.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
  const chosen = JSON.parse(localStorage.getItem("adminTheme") ?? '"auto"');
  if (chosen === "auto") document.documentElement.classList.toggle("dark", matches);
});

// A condition offers the comparisons that its field knows, and the values where there are few.
function conditions(path, operator, value) {
  const every = [...operator.options];
  const compare = () => (value.hidden = ["empty", "filled"].includes(operator.value));
  const choose = () => {
    const { operators, values = "" } = path.selectedOptions[0].dataset;
    const before = operator.value;
    operator.replaceChildren(...every.filter((one) => operators.split(" ").includes(one.value)));
    operator.value = [...operator.options].some((one) => one.value === before) ? before : operator.options[0].value;
    value.list.replaceChildren(...values.split(" ").filter(Boolean).map((one) => new Option(one, one)));
    compare();
  };
  path.addEventListener("change", choose);
  operator.addEventListener("change", compare);
  choose();
}
