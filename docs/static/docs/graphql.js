// The GraphQL page: "copy as" of the call that GraphiQL has sent last, or of the example that it shows.
import { offerCopies } from "./snippets.js";

const settings = JSON.parse(document.getElementById("graphiql-settings").textContent);
let body = { query: settings.query, variables: settings.variables ? JSON.parse(settings.variables) : undefined };
document.getElementById("graphiql").addEventListener("call", ({ detail }) => {
  body = { query: detail.query, variables: detail.variables, operationName: detail.operationName };
});
offerCopies(document.getElementById("copies"), () => ({
  method: "POST",
  url: location.origin + settings.url,
  body: JSON.parse(JSON.stringify(body)),
}));
