/* A visit or a round that begins on the spot where there is no connection: the form, and its page made on the device.

   The page /visits/field/ carries what the phone may need (selectors/field.py) and the outline of a visit's page. Beginning puts the
   start into the outbox under a UUID made here, keeps a copy of this page as the page of that visit, and goes there: the address is
   then the same as the server's, so that everything typed is found again when the server has the visit and answers with its own page.
   What the server refuses (an officer without certificate) stands on top of the visit's page, with the form to correct it.
   Whose page it is, the kit says: field_visit.js is the form of an officer, field_round.js that of somebody of an enterprise, who can
   also plan a round for a day here (field_plan.js). */

import { loadDraft, saveDraft } from "./drafts.js";
import { makePage } from "./field_page.js";
import { plansOf } from "./field_plan.js";
import { roundForm } from "./field_round.js";
import { visitForm } from "./field_visit.js";
import { newId, openQueue } from "./queue.js";
import { element, json } from "./visit_dom.js";
import { whereabouts } from "./visit_place.js";

const FIELD = "/visits/field/";
const ONLINE = "/visits/new/"; /* the same form, written by the server: what one wants there, one can do here */
const MARK = "X-Begun-Here"; /* as in sw.js */
const PATIENCE = 5000;

const kit = json("field-kit");
const words = json("visit-words");
const root = document.querySelector("[data-field]");
const form = document.querySelector("[data-field-start]");
const starting = kit.own ? roundForm({ kit, form }) : visitForm({ kit, form });
const membership = document.body.dataset.membership ?? "";
const visitId = /^\/visits\/([0-9a-f-]{36})\/$/.exec(location.pathname)?.[1] ?? "";
const addressOf = (id) => `/visits/${id}/`;
const startOf = (id) => `start-${id}`;

const plans = kit.own ? plansOf({ kit, form, starting, words, complain }) : null;

/* ---- beginning ---- */

function complain(sentence) {
  form.querySelector("[data-field-why]").textContent = sentence;
  const place = form.querySelector("[data-field-refused]");
  place.hidden = !sentence;
  if (sentence) place.scrollIntoView({ block: "center" });
}

const soon = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE))]);

async function begin(queue, before) {
  const entered = starting.seed(before);
  if (!entered) return;
  const id = before?.id ?? newId();
  const seed = { id, ...entered, begun_at: before?.begun_at ?? new Date().toISOString() };
  const place = await Promise.race([here, new Promise((resolve) => setTimeout(() => resolve(null), 300))]);
  saveDraft("seed", seed, addressOf(id));
  if (!loadDraft("seed", addressOf(id))) {
    complain(words.storage_full);
    return;
  }
  const body = { ...starting.body(seed), ...(place ? { latitude: place.latitude, longitude: place.longitude } : {}) };
  await queue.add({ id: startOf(id), kind: "visit", group: id, title: words.title_visit, url: `/api/v1/visits/${id}/`, method: "PUT", body });
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

/* ---- planning for a day ---- */

async function plan(queue) {
  if (!(await plans.keep(queue))) return;
  queue.paused = "";
  if (navigator.onLine) await soon(queue.flush());
  document.querySelector("[data-field-planned]").scrollIntoView({ block: "center" });
}

/* ---- the visit's page ---- */

async function open(seed) {
  const enterprise = kit.enterprises.find((each) => each.id === seed.enterprise);
  const said = { enterprise: enterprise.name, address: enterprise.address, method: json("field-methods")[seed.method], basis: seed.basis, checklist: kit.checklists[seed.checklist_version]?.name ?? "—" };
  root.after(await makePage({ kit, seed, address: addressOf(visitId), said }));
  for (const title of document.querySelectorAll("h1")) title.textContent = enterprise.name;
  document.title = enterprise.name;
  const correct = document.querySelector("[data-correct-start]");
  correct.hidden = false;
  correct.addEventListener("click", () => {
    starting.show(seed);
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
    const done = plans?.chosen() && !seed ? plan(queue) : begin(queue, seed);
    done.catch(() => complain(words.storage_full)).finally(() => { button.disabled = false; });
  });
  form.setAttribute("novalidate", ""); /* the form is asked for what is missing after it knows what is needed */
  if (seed && kit.enterprises.some((each) => each.id === seed.enterprise)) {
    await open(seed);
    return;
  }
  const asked = new URLSearchParams(location.search);
  const known = starting.prefill?.(asked) ?? false;
  const scanned = asked.has("label");
  root.querySelector("[data-field-label]").hidden = !scanned || known;
  root.querySelector("[data-field-unknown]").hidden = scanned || location.pathname === FIELD || (location.pathname === ONLINE && known);
  starting.show();
  plans?.show(queue);
  await showBegun();
}

run().then(() => { root.dataset.ready = "1"; }, (error) => {
  root.dataset.stuck = "1"; /* the sentence of the page says it */
  throw error;
});
