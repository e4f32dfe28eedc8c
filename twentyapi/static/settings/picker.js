// Relations: a record is searched for by its name. The input with its id stays what the form sends.
addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-picker]").forEach(picker));

function picker(id) {
  const box = element("div", { className: "picker" });
  const search = element("input", { type: "text", id: id.id, autocomplete: "off", placeholder: "Search", className: id.className });
  const list = element("ul", { id: `${id.id}-list`, hidden: true });
  const clear = element("button", { type: "button", textContent: "×", className: "button", hidden: !id.value });
  const said = element("span", { className: "sr" });
  let name = id.dataset.name || id.value;
  let active = -1;
  let asked = 0;
  let timer;
  for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id })) search.setAttribute(key, value);
  const label = document.querySelector(`label[for="${id.id}"]`)?.textContent ?? "";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  clear.setAttribute("aria-label", `${label}: none`);
  said.setAttribute("role", "status");
  id.type = "hidden";
  id.removeAttribute("id");
  search.value = name;
  id.after(box);
  box.append(id, search, clear, list, said);
  if (id.value && !id.dataset.name) ask(id.value).then(({ found }) => found[0] && show(found[0]));

  const options = () => [...list.children].filter((one) => one.dataset.id);
  async function ask(text) {
    const answer = await fetch(`${id.dataset.picker}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : { found: [], more: false };
  }
  function show(one) {
    [id.value, name] = [one.id, one.name];
    search.value = name;
    clear.hidden = !id.value;
  }
  function choose(option) {
    show({ id: option.dataset.id, name: option.textContent });
    close();
  }
  function close() {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    active = -1;
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
  }
  function mark(place) {
    const all = options();
    active = all.length ? (place + all.length) % all.length : -1;
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === active)));
    if (active < 0) return;
    search.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }
  async function open(text) {
    const turn = (asked += 1);
    const { found, more } = await ask(text);
    if (turn !== asked) return;
    list.replaceChildren(...found.map((one, i) => option(one, `${list.id}-${i}`)));
    said.textContent = more ? `More than ${found.length} found: go on typing.` : `${found.length} found.`;
    if (more || !found.length) {
      const told = element("li", { textContent: more ? "More: go on typing" : "None found", className: "quiet" });
      told.setAttribute("role", "presentation");
      list.append(told);
    }
    list.hidden = false;
    search.setAttribute("aria-expanded", "true");
    mark(0);
  }
  function option(one, key) {
    const made = element("li", { id: key, textContent: one.name });
    made.dataset.id = one.id;
    made.setAttribute("role", "option");
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      choose(made);
    });
    return made;
  }

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => open(search.value), 150);
  });
  search.addEventListener("keydown", (event) => {
    const shut = list.hidden;
    if (event.key === "ArrowDown") shut ? open("") : mark(active + 1);
    else if (event.key === "ArrowUp" && !shut) mark(active - 1);
    else if (event.key === "Enter" && !shut && active >= 0) choose(options()[active]);
    else if (event.key === "Escape" && !shut) {
      close();
      search.value = name;
    } else return;
    event.preventDefault();
  });
  search.addEventListener("click", () => list.hidden && open(""));
  search.addEventListener("blur", () => {
    close();
    if (search.value.trim()) search.value = name;
    else show({ id: "", name: "" });
  });
  clear.addEventListener("click", () => {
    show({ id: "", name: "" });
    search.focus();
  });
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
