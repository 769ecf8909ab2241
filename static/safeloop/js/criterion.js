/* A criterion found by typing words, on any form: [data-criterion-search] with data-url (the search of the API), data-industry, data-none,
   an input[data-criterion] and a ul[role=listbox]. Choosing writes the code into the input; without this script the server asks which
   criterion is meant. */

const WAIT = 250;
const MOST = 10;

for (const part of document.querySelectorAll("[data-criterion-search]")) attach(part);

function attach(part) {
  const field = part.querySelector("[data-criterion]");
  const list = part.querySelector("[role=listbox]");
  const chosen = part.querySelector("[data-criterion-chosen]");
  let waiting = 0;
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    field.setAttribute(name, value);
  }
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    part.querySelector("[data-criterion-choices]")?.remove();
    chosen.hidden = true;
    const typed = field.value.trim();
    if (typed.length < 2) show([]);
    else waiting = setTimeout(() => ask(typed), WAIT);
  });
  field.addEventListener("keydown", (event) => {
    const rows = options();
    const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && !list.hidden && rows.length) {
      event.preventDefault();
      choose(rows[Math.max(at, 0)]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && rows.length) {
      event.preventDefault();
      point(rows, (at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length);
    }
  });
  field.addEventListener("blur", () => setTimeout(() => { list.hidden = true; field.setAttribute("aria-expanded", "false"); }, 200));

  async function ask(typed) {
    const query = new URLSearchParams({ q: typed });
    if (part.dataset.industry) query.append("industry", part.dataset.industry);
    let found = null;
    try {
      const answer = await fetch(`${part.dataset.url}?${query}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) found = await answer.json();
    } catch { /* without a connection the form still takes a code, and asks by itself when it is sent */ }
    if (found && field.value.trim() === typed) show(found.slice(0, MOST), found.length ? "" : part.dataset.none);
  }

  function show(rows, complaint = "") {
    list.replaceChildren(...rows.map((row, at) => {
      const source = document.createElement("small");
      source.textContent = [row.legal_source, row.article].filter(Boolean).join(" ");
      const option = document.createElement("li");
      option.append(`${row.code} ${row.text}`, source);
      option.id = `${list.id}_${at}`;
      option.dataset.code = row.code;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("click", () => choose(option));
      return option;
    }));
    if (complaint) {
      const line = document.createElement("li");
      line.textContent = complaint;
      line.setAttribute("role", "option");
      line.setAttribute("aria-disabled", "true");
      list.append(line);
    }
    list.hidden = !rows.length && !complaint;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  function point(rows, at) {
    rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    rows[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", rows[at].id);
  }

  function choose(option) {
    field.value = option.dataset.code;
    chosen.textContent = option.firstChild.textContent;
    chosen.hidden = false;
    show([]);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  }
}
