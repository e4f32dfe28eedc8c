// A call as curl, Python or JavaScript. The key stays out of it: it is read from the variable TWENTYAPI_KEY.
const KEY = "TWENTYAPI_KEY";
const shell = (text) => `'${text.replaceAll("'", `'"'"'`)}'`;
const json = (value) => JSON.stringify(value, null, 2);

// Strings of JSON are strings of Python, and so are lists and dicts, but for three words.
const python = (value) =>
  json(value)
    .split("\n")
    .map((line) => line.replace(/(^\s*|": )(true|false|null)(,?)$/, (_, before, word, after) =>
      before + { true: "True", false: "False", null: "None" }[word] + after))
    .join("\n");

export function curl({ method, url, body }) {
  const lines = [`curl -sS -X ${method} ${shell(url)}`, `-H "Authorization: Bearer $${KEY}"`];
  if (body !== undefined) lines.push("-H 'Content-Type: application/json'", `--data ${shell(json(body))}`);
  return lines.join(" \\\n  ") + "\n";
}

export function pythonCode({ method, url, body }) {
  const data = body === undefined ? "" : `body = ${python(body)}\n`;
  const sent = body === undefined ? "" : ", data=json.dumps(body).encode()";
  return `import json
import os
import urllib.request

${data}headers = {"Authorization": "Bearer " + os.environ["${KEY}"], "Content-Type": "application/json"}
request = urllib.request.Request(${JSON.stringify(url)}, method="${method}", headers=headers${sent})
with urllib.request.urlopen(request) as answer:
    print(json.load(answer))
`;
}

export function javascript({ method, url, body }) {
  const sent = body === undefined ? "" : `\n  body: JSON.stringify(${json(body).replaceAll("\n", "\n  ")}),`;
  return `const answer = await fetch(${JSON.stringify(url)}, {
  method: "${method}",
  headers: { Authorization: \`Bearer \${process.env.${KEY}}\`, "Content-Type": "application/json" },${sent}
});
console.log(await answer.json());
`;
}

const LANGUAGES = { curl, python: pythonCode, javascript };

// Buttons with data-copy copy `call()` in that language and say so in the element with role=status beside them.
export function offerCopies(bar, call) {
  const said = bar.querySelector("[role=status]");
  for (const button of bar.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(LANGUAGES[button.dataset.copy](call()), said));
  }
}

export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "The browser does not allow copying here.";
  }
  setTimeout(() => (said.textContent = ""), 3000);
}
