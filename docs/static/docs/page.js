// Small things of every page: lists that choose by themselves, the contents of the guide, a token to copy.
import { copy } from "./snippets.js";

for (const choice of document.querySelectorAll("select[data-submit]")) {
  choice.addEventListener("change", () => choice.form.submit());
}
const contents = document.querySelector(".contents details");
if (contents && matchMedia("(max-width: 52rem)").matches) contents.open = false;
for (const button of document.querySelectorAll("[data-copy-from]")) {
  const said = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", () => copy(document.getElementById(button.dataset.copyFrom).textContent, said));
}

// DRF's browsable API: forms send JSON, and the page that answers takes the place of this one.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-api]")) return;
  event.preventDefault();
  const content = form.elements.content;
  const answer = await fetch(location.href, {
    method: event.submitter.value,
    headers: { "X-CSRFToken": form.dataset.api, Accept: "text/html", "Content-Type": "application/json" },
    ...(content ? { body: content.value } : {}),
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector("main h1").focus();
});
