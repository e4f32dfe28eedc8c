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
