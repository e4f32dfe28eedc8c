// GraphiQL on the playground page: the key stays on the server, so calls carry the CSRF token only.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const here = import.meta.url;
const WORKERS = { json: "json.worker.js", graphql: "graphql.worker.js" };
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(new URL(WORKERS[label] ?? "editor.worker.js", here)),
};

// Nothing outlives the page: no query, variable or header is written to the browser's storage.
const kept = new Map();
const storage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, String(value)),
  removeItem: (name) => kept.delete(name),
  clear: () => kept.clear(),
  get length() {
    return kept.size;
  },
};

const place = document.getElementById("graphiql");
const { url, query, variables, csrf } = JSON.parse(document.getElementById("graphiql-settings").textContent);
const send = createGraphiQLFetcher({ url, headers: { "X-CSRFToken": csrf } });
const tell = (name, detail) => place.dispatchEvent(new CustomEvent(name, { detail }));
const fetcher = (params, options) => {
  if (params.operationName !== "IntrospectionQuery") {
    tell("call", params);
  }
  return send(params, options);
};
const root = createRoot(place);
const dark = matchMedia("(prefers-color-scheme: dark)");
const show = () =>
  root.render(
    createElement(GraphiQL, {
      fetcher,
      storage,
      initialQuery: query,
      initialVariables: variables,
      onEditQuery: (edited) => tell("edit", { query: edited }),
      onEditVariables: (edited) => tell("edit", { variables: edited }),
      defaultEditorToolsVisibility: variables ? "variables" : false,
      isHeadersEditorEnabled: false,
      showPersistHeadersSettings: false,
      forcedTheme: dark.matches ? "dark" : "light",
    }),
  );
dark.addEventListener("change", show);
show();
