// Bundles GraphiQL and Monaco's workers into the folder that is served as /static/assets/, and adds ELK for the
// picture of the data model.
import { build } from "esbuild";
import { cpSync } from "node:fs";

const outdir = process.argv[2];
const common = { bundle: true, minify: true, outdir, logLevel: "warning", legalComments: "linked", target: "es2022" };
await build({
  ...common,
  entryPoints: ["graphiql.js"],
  format: "esm",
  loader: { ".ttf": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
});
await build({
  ...common,
  format: "iife",
  entryPoints: {
    "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
});
cpSync("node_modules/axe-core/axe.min.js", `${outdir}/axe.min.js`);
for (const name of ["elk-api.js", "elk-worker.min.js"]) cpSync(`node_modules/elkjs/lib/${name}`, `${outdir}/${name}`);
