/* A visit that begins on the spot where there is no connection: the form, and the visit's page made on the device.

   The page /visits/field/ carries what the phone may need (selectors/field.py) and the outline of a visit's page. Beginning puts the
   start into the outbox under a UUID made here, keeps a copy of this page as the page of that visit, and goes there: the address is
   then the same as the server's, so that everything typed is found again when the server has the visit and answers with its own page.
   What the server refuses (an officer without certificate) stands on top of the visit's page, with the form to correct it. */

import { loadDraft, saveDraft } from "./drafts.js";
import { newId, openQueue } from "./queue.js";
import { element, json } from "./visit_dom.js";
import { whereabouts } from "./visit_place.js";

const NAMESPACE = "5afe1009-0000-4000-8000-000000000001"; /* inspections.rules.ANSWER_NAMESPACE */
const NO_ID = "00000000-0000-0000-0000-000000000000";
const FIELD = "/visits/field/";
const MARK = "X-Begun-Here"; /* as in sw.js */
const PATIENCE = 5000;

const kit = json("field-kit");
const words = json("visit-words");
const form = document.querySelector("[data-field-start]");
const membership = document.body.dataset.membership ?? "";
const visitId = /^\/visits\/([0-9a-f-]{36})\/$/.exec(location.pathname)?.[1] ?? "";
const addressOf = (id) => `/visits/${id}/`;
const startOf = (id) => `start-${id}`;

/* ---- the key of an item's answer: uuid5 as inspections.rules.answer_key() makes it ---- */

async function uuid5(namespace, name) {
  const space = Uint8Array.from(namespace.replaceAll("-", "").match(/../g), (pair) => Number.parseInt(pair, 16));
  const text = new TextEncoder().encode(name);
  const whole = new Uint8Array(space.length + text.length);
  whole.set(space);
  whole.set(text, space.length);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-1", whole)).slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/* ---- the form ---- */

function choice(type, name, value, title, more) {
  const line = document.getElementById("field-choice").content.cloneNode(true).firstElementChild;
  const input = line.querySelector("input");
  Object.assign(input, { type, name, value });
  line.querySelector("b").textContent = title;
  line.querySelector("span > span").textContent = more;
  return line;
}

function showChecklists() {
  const enterprise = kit.enterprises.find((each) => each.id === form.elements.enterprise?.value);
  const select = form.elements.checklist_version;
  const none = select.querySelector("option[value='']");
  select.replaceChildren(...(enterprise?.checklists ?? []).map((id) => element("option", { value: id, text: kit.checklists[id].name })), none);
  select.selectedIndex = 0;
}

function showForm(seed = null) {
  const places = form.querySelector("[data-field-enterprises]");
  places.replaceChildren(...kit.enterprises.map((each) => choice("radio", "enterprise", each.id, each.name, each.address)));
  for (const input of places.querySelectorAll("input")) input.required = true;
  form.querySelector("[data-field-officers]").replaceChildren(...kit.officers.map((each) => choice("checkbox", "officers", each.membership, each.name, `${each.certificate_no} · ${each.unit}`)));
  if (seed) {
    for (const input of places.querySelectorAll("input")) input.checked = input.value === seed.enterprise;
    for (const name of ["method", "basis", "plan_no", "language", "place_checked"]) form.elements[name].value = seed[name];
    for (const input of form.querySelectorAll("[name=officers]")) input.checked = seed.officers.some((each) => each.membership === input.value);
    const typed = (capacity) => seed.officers.find((each) => !each.membership && each.capacity === capacity) ?? {};
    form.elements.other_name.value = typed("officer").name ?? "";
    form.elements.other_unit.value = typed("officer").unit ?? "";
    form.elements.other_certificate.value = typed("officer").certificate_no ?? "";
    form.elements.expert_name.value = typed("expert").name ?? "";
    form.elements.expert_unit.value = typed("expert").unit ?? "";
    for (const input of places.querySelectorAll("input")) input.closest("label").hidden = !input.checked; /* findings may hang on it */
    form.querySelector("[data-field-words]").hidden = true;
  }
  showChecklists();
  if (seed) {
    form.elements.checklist_version.value = seed.checklist_version ?? "";
    form.elements.checklist_version.closest(".field").hidden = true;
  }
  form.hidden = false;
}

function search() {
  const parts = form.querySelector("[data-field-words]").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const input of form.querySelectorAll("[name=enterprise]")) {
    const each = kit.enterprises.find((row) => row.id === input.value);
    const fits = parts.every((part) => `${each.name} ${each.credit_code}`.toLowerCase().includes(part));
    input.closest("label").hidden = !fits && !input.checked;
    shown += fits;
  }
  form.querySelector("[data-field-none]").hidden = shown > 0;
}

function team(before) {
  const known = (membership, name) => before.find((each) => (membership ? each.membership === membership : !each.membership && each.name === name))?.id ?? newId();
  const value = (name) => form.elements[name].value.trim();
  const chosen = kit.officers.filter((each) => form.querySelector(`[name=officers][value="${CSS.escape(each.membership)}"]`)?.checked);
  const made = [kit.me, ...chosen].map((each) => ({ id: known(each.membership), ...each, capacity: "officer" }));
  if (value("other_name")) made.push({ id: known(null, value("other_name")), membership: null, name: value("other_name"), unit: value("other_unit"), certificate_no: value("other_certificate"), capacity: "officer" });
  if (value("expert_name")) made.push({ id: known(null, value("expert_name")), membership: null, name: value("expert_name"), unit: value("expert_unit"), certificate_no: "", capacity: "expert" });
  return made;
}

function bodyOf(seed, place) {
  const { enterprise, method, basis, plan_no, language, place_checked, checklist_version, begun_at } = seed;
  const officers = seed.officers.map(({ id, membership: held, name, unit, certificate_no, capacity }) => (held ? { id, membership: held } : { id, name, unit, certificate_no, capacity }));
  const body = { enterprise, method, basis, plan_no, language, place_checked, checklist_version, officers, device_started_at: begun_at };
  return place ? { ...body, latitude: place.latitude, longitude: place.longitude } : body;
}

function complain(sentence) {
  form.querySelector("[data-field-why]").textContent = sentence;
  const place = form.querySelector("[data-field-refused]");
  place.hidden = !sentence;
  if (sentence) place.scrollIntoView({ block: "center" });
}

const soon = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE))]);

async function begin(queue, before) {
  const value = (name) => form.elements[name].value.trim();
  form.elements.other_certificate.required = Boolean(value("other_name"));
  if (!form.reportValidity()) return;
  const id = before?.id ?? newId();
  const seed = {
    id, enterprise: value("enterprise"), method: value("method"), basis: value("basis"), plan_no: value("plan_no"), language: value("language"),
    place_checked: value("place_checked"), checklist_version: value("checklist_version") || null, officers: team(before?.officers ?? []), begun_at: before?.begun_at ?? new Date().toISOString(),
  };
  const place = await Promise.race([here, new Promise((resolve) => setTimeout(() => resolve(null), 300))]);
  saveDraft("seed", seed, addressOf(id));
  if (!loadDraft("seed", addressOf(id))) {
    complain(words.storage_full);
    return;
  }
  await queue.add({ id: startOf(id), kind: "visit", group: id, title: words.title_visit, url: `/api/v1/visits/${id}/`, method: "PUT", body: bodyOf(seed, place) });
  await keepPage(id);
  queue.paused = "";
  if (navigator.onLine) await soon(queue.flush());
  const start = await queue.get(startOf(id));
  if (start?.state === "parked" && !visitId) {
    /* nothing hangs on it yet: said here, and nothing of it stays behind */
    await queue.discard(startOf(id));
    await forgetPage(id);
    complain(start.last_error?.message || words.parked);
    return;
  }
  if (visitId) location.reload();
  else location.assign(addressOf(id));
}

async function keepPage(id) {
  const pages = await caches.open(`safeloop-pages-${membership}`);
  const page = await pages.match(FIELD, { ignoreVary: true });
  const text = page ? await page.text() : await (await fetch(FIELD, { credentials: "same-origin" })).text();
  await pages.put(addressOf(id), new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", [MARK]: "1" } }));
}

async function forgetPage(id) {
  await (await caches.open(`safeloop-pages-${membership}`)).delete(addressOf(id));
}

/* ---- the visit's page, made out of the outline ---- */

const put = (text, values) => text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/* texts and attributes only: nothing typed ever becomes markup */
function fillIn(root, values, from = "", to = "") {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) node.data = put(node.data, values);
    else for (const attribute of node.attributes ?? []) attribute.value = put(from ? attribute.value.replaceAll(from, to) : attribute.value, values);
  }
  return root;
}

async function stateOf(seed, enterprise) {
  const items = await Promise.all((kit.checklists[seed.checklist_version]?.items ?? []).map(async (item) => ({ ...item, answer_id: await uuid5(NAMESPACE, `${seed.id}:${item.id}`) })));
  const officers = seed.officers.map((each) => ({ ...each, counts: each.capacity === "officer" && Boolean(each.certificate_no) }));
  const { site_head_name, site_head_post, site_head_phone } = enterprise;
  return {
    at: "", officers, items, answers: [], findings: [], signatures: [], parked: [], gaps: [],
    visit: {
      id: seed.id, status: "planned", version: 1, method: seed.method, basis: seed.basis, plan_no: seed.plan_no, language: seed.language, place_checked: seed.place_checked,
      checklist_version: seed.checklist_version, started_at: seed.begun_at, site_head_name, site_head_post, site_head_phone, refusal: "", note: "",
    },
  };
}

function kitOf(enterprise) {
  const today = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(new Date());
  const { id, name, address, places, deadlines, industry, region } = enterprise;
  return {
    enterprise: { id, name, address }, places, deadlines, criteria: kit.criteria[industry] ?? [], working_days: kit.working_days[region].filter((day) => day > today), today,
    person: kit.person, nonce: kit.nonce, urls: { criteria: `${addressOf(visitId)}criteria/` },
  };
}

function make(seed, enterprise, state) {
  const part = document.getElementById("visit-outline").content.cloneNode(true);
  const root = part.querySelector("[data-visit]");
  const one = root.querySelector("[data-item]");
  const officer = root.querySelector(".team li");
  const pad = root.querySelector("[data-sign=officer]");
  const section = [...root.querySelectorAll("h3")].find((each) => each.textContent === "{section}");
  let last = null;
  for (const item of state.items) {
    if (item.section !== last && item.section) {
      const head = section.cloneNode(true);
      head.textContent = item.section;
      one.before(head);
    }
    last = item.section;
    const article = fillIn(one.cloneNode(true), item);
    for (const flag of article.querySelectorAll("[data-if]")) if (!item[flag.dataset.if]) flag.remove();
    one.before(article);
  }
  state.officers.forEach((each, at) => {
    const values = { ...each, number: each.certificate_no || "—" };
    officer.before(fillIn(officer.cloneNode(true), values));
    if (each.counts) pad.before(fillIn(pad.cloneNode(true), values, "sign-1", `sign-${at + 1}`));
  });
  for (const outline of [one, officer, pad, section]) outline.remove();
  root.querySelector("#places").replaceChildren(...enterprise.places.map((value) => element("option", { value })));
  const said = { enterprise: enterprise.name, address: enterprise.address, method: json("field-methods")[seed.method], basis: seed.basis, checklist: kit.checklists[seed.checklist_version]?.name ?? "—" };
  fillIn(root, said, NO_ID, seed.id);
  return part;
}

function give(id, data) {
  const script = element("script", { type: "application/json", id });
  script.textContent = JSON.stringify(data);
  document.body.append(script);
}

async function open(seed) {
  const enterprise = kit.enterprises.find((each) => each.id === seed.enterprise);
  const state = await stateOf(seed, enterprise);
  give("visit-state", state);
  give("visit-kit", kitOf(enterprise));
  document.querySelector("[data-field]").after(make(seed, enterprise, state));
  for (const title of document.querySelectorAll("h1")) title.textContent = enterprise.name;
  document.title = enterprise.name;
  const correct = document.querySelector("[data-correct-start]");
  correct.hidden = false;
  correct.addEventListener("click", () => {
    showForm(seed);
    document.querySelector("[data-visit]").hidden = true;
    form.scrollIntoView();
  });
  await import("./visit.js");
}

/* ---- what was begun here and has not got a page of the server's yet ---- */

async function showBegun() {
  const pages = await (await caches.open(`safeloop-pages-${membership}`)).keys();
  const seeds = pages.map((request) => loadDraft("seed", new URL(request.url).pathname)).filter(Boolean);
  const list = document.querySelector("[data-field-list]");
  list.replaceChildren(...seeds.map((seed) => {
    const link = element("a", { css: "worklist-title", href: addressOf(seed.id), text: kit.enterprises.find((each) => each.id === seed.enterprise)?.name ?? seed.id });
    const begun = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(seed.begun_at));
    return element("li", {}, element("div", { css: "worklist-body" }, link, element("div", { css: "worklist-meta", text: begun })));
  }));
  document.querySelector("[data-field-begun]").hidden = !seeds.length;
}

let here = Promise.resolve(null);

async function run() {
  const queue = await openQueue();
  const seed = visitId ? loadDraft("seed", location.pathname) : null;
  form.addEventListener("focusin", () => { here = whereabouts(); }, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    complain("");
    begin(queue, seed).catch(() => complain(words.storage_full)).finally(() => { button.disabled = false; });
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "enterprise") showChecklists();
  });
  form.querySelector("[data-field-words]").addEventListener("input", search);
  form.setAttribute("novalidate", ""); /* begin() asks for what is missing, after it knows what is needed */
  if (seed && kit.enterprises.some((each) => each.id === seed.enterprise)) {
    await open(seed);
    return;
  }
  document.querySelector("[data-field-unknown]").hidden = location.pathname === FIELD;
  showForm();
  await showBegun();
}

run().finally(() => { document.querySelector("[data-field]").dataset.ready = "1"; });
