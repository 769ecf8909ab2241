/* What is typed survives a closed tab, a crash, a failed request and an expired sign-in.

   form[data-draft-form="name"]   every field of it is kept as typed under that name
   [data-draft="name"]            a single field
   Kept in this browser only, apart for each membership and address, never passwords or files; restored when the page opens with
   the field unchanged; forgotten once the server has accepted the form (it redirected, and the person is still signed in).
   saveDraft(name, value, path), loadDraft(name, path), clearDraft(name): the same for screens that keep values of their own (JSON); `path`: of another page than this one.
   forgetAll(): on sign-out. Files, hidden fields, passwords and [data-no-draft] are never kept. */

const PREFIX = "safeloop-draft:";
const SENT = "safeloop-draft-sent";
const owner = () => document.body.dataset.membership ?? "";
const keyOf = (name, path = location.pathname) => `${PREFIX}${owner()}:${path}:${name}`;

function store(action) {
  try {
    return action(localStorage);
  } catch {
    return null; /* storage full or forbidden: typing must go on */
  }
}

export const saveDraft = (name, value, path) => store((storage) => storage.setItem(keyOf(name, path), JSON.stringify({ at: Date.now(), value })));
export const loadDraft = (name, path) => store((storage) => JSON.parse(storage.getItem(keyOf(name, path)))?.value ?? null);
export const clearDraft = (name) => store((storage) => storage.removeItem(keyOf(name)));

export function forgetAll() {
  store((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  });
}

const kept = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && !field.disabled && !field.closest("[data-no-draft]") && !["password", "file", "hidden", "submit", "button"].includes(field.type);

const draftOf = (field) => (kept(field) ? (field.dataset.draft ?? field.form?.dataset.draftForm ?? "") : "");

const fieldsOf = (name) => [...document.querySelectorAll("input, textarea, select")].filter((field) => draftOf(field) === name);

function valuesOf(name) {
  const values = {};
  for (const field of fieldsOf(name)) {
    values[field.name] ??= [];
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) values[field.name].push(field.value);
    } else if (field.multiple) {
      values[field.name].push(...[...field.selectedOptions].map((option) => option.value));
    } else {
      values[field.name].push(field.value);
    }
  }
  return values;
}

function untouched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
  if (field.options) return [...field.options].every((option, i) => option.selected === option.defaultSelected || (i === 0 && ![...field.options].some((each) => each.defaultSelected)));
  return field.value === field.defaultValue;
}

function restore(name) {
  const values = loadDraft(name);
  if (!values) return false;
  let changed = false;
  for (const field of fieldsOf(name)) {
    const kept = values[field.name];
    if (!kept || !untouched(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      const on = kept.includes(field.value);
      changed ||= on !== field.checked;
      field.checked = on;
    } else if (field.options) {
      for (const option of field.options) {
        const on = kept.includes(option.value);
        changed ||= on !== option.selected;
        option.selected = on;
      }
    } else if (kept[0] !== undefined && kept[0] !== field.value) {
      field.value = kept[0];
      changed = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  return changed;
}

function settleLastPage() {
  const sent = store(() => JSON.parse(sessionStorage.getItem(SENT)));
  if (!sent) return;
  const [entry] = performance.getEntriesByType("navigation");
  const accepted = entry?.redirectCount > 0 && owner() === sent.owner && !document.body.hasAttribute("data-fault");
  store(() => sessionStorage.removeItem(SENT));
  if (accepted) for (const key of sent.keys) store((storage) => storage.removeItem(key));
}

export function start() {
  settleLastPage();
  const names = new Set([...document.querySelectorAll("input, textarea, select")].map(draftOf).filter(Boolean));
  let restored = false;
  for (const name of names) restored = restore(name) || restored;
  if (restored) document.dispatchEvent(new CustomEvent("drafts:restored"));
  const keep = (event) => {
    const name = event.target instanceof HTMLElement && "form" in event.target ? draftOf(event.target) : "";
    if (name) saveDraft(name, valuesOf(name));
  };
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const inside = new Set([...form.elements].map((field) => (field.name === undefined ? "" : draftOf(field))).filter(Boolean));
    if (inside.size) store(() => sessionStorage.setItem(SENT, JSON.stringify({ owner: owner(), keys: [...inside].map((name) => keyOf(name)) })));
  });
}

start();
