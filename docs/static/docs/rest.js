// The REST page: one call to edit and send, and Swagger UI over the document, of one object or of all. The session stands for the key.
import { offerCopies } from "./snippets.js";

const { document: openapi, csrf } = JSON.parse(document.getElementById("settings").textContent);
const part = (name) => document.getElementById(name);
const headers = { "X-CSRFToken": csrf, Accept: "application/json" };

function call() {
  const method = part("method").value;
  const body = part("body").value.trim();
  const url = location.origin + encodeURI(part("path").value.trim());
  return { method, url, body: method === "GET" || !body ? undefined : JSON.parse(body) };
}

async function send(event) {
  event.preventDefault();
  const status = part("status");
  let asked;
  try {
    asked = call();
  } catch (error) {
    status.textContent = `The body is not JSON: ${error.message}`;
    return;
  }
  status.textContent = "Sending …";
  const begun = performance.now();
  const more = asked.body === undefined ? {} : { body: JSON.stringify(asked.body) };
  const answer = await fetch(asked.url, {
    method: asked.method,
    headers: asked.body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
    ...more,
  });
  const text = await answer.text();
  status.textContent = `${answer.status} ${answer.statusText} · ${Math.round(performance.now() - begun)} ms`;
  try {
    part("answer").textContent = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    part("answer").textContent = text;
  }
}

// A GET has no body: its answer takes the whole width.
const showBody = () => part("request").classList.toggle("bodyless", part("method").value === "GET");
part("method").addEventListener("change", showBody);
showBody();
part("call").addEventListener("submit", send);
offerCopies(part("copies"), call);

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
const oneObject = new URL(openapi, location.href).searchParams.has("objects");
window.SwaggerUIBundle({
  url: openapi,
  domNode: part("swagger"),
  docExpansion: oneObject ? "list" : "none",
  defaultModelsExpandDepth: -1,
  filter: !oneObject,
  tryItOutEnabled: true,
  persistAuthorization: false,
  showMutatedRequest: false,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!request.headers.Authorization) request.headers["X-CSRFToken"] = csrf;
    return request;
  },
});

// Its answers scroll: the keyboard must reach them.
new MutationObserver(() => {
  for (const text of part("swagger").querySelectorAll("pre:not([tabindex])")) text.tabIndex = 0;
}).observe(part("swagger"), { childList: true, subtree: true });
