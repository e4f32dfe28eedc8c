// The GraphQL page: "copy as" of the call that GraphiQL shows, or has sent last.
import { offerCopies } from "./snippets.js";

const settings = JSON.parse(document.getElementById("graphiql-settings").textContent);
let body = { query: settings.query, variables: settings.variables ? JSON.parse(settings.variables) : undefined };
const graphiql = document.getElementById("graphiql");
graphiql.addEventListener("call", ({ detail }) => {
  body = { query: detail.query, variables: detail.variables, operationName: detail.operationName };
});
graphiql.addEventListener("edit", ({ detail }) => {
  if (detail.query !== undefined) body = { query: detail.query, variables: body.variables };
  try {
    if (detail.variables !== undefined) body.variables = JSON.parse(detail.variables || "{}");
  } catch {
    // half-written: the last whole ones
  }
});
offerCopies(document.getElementById("copies"), () => ({
  method: "POST",
  url: location.origin + settings.url,
  body: JSON.parse(JSON.stringify(body)),
}));
