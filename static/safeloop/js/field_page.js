/* The page of a visit or round, made on the device out of the outline that the page /visits/field/ carries.

   const page = await makePage({ kit, seed, address, said })   a fragment, and puts what visit.js reads into the document
   seed      the start as it was entered (field_visit.js, field_round.js)
   said      the texts that stand on the page: enterprise, address, method, basis, checklist */

import { element } from "./visit_dom.js";

const NAMESPACE = "5afe1009-0000-4000-8000-000000000001"; /* inspections.rules.ANSWER_NAMESPACE */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/* the key of an item's answer: uuid5 as inspections.rules.answer_key() makes it */
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

/* the visit as the server would tell it, had it heard of it */
async function stateOf(kit, seed, enterprise) {
  const items = await Promise.all((kit.checklists[seed.checklist_version]?.items ?? []).map(async (item) => ({ ...item, answer_id: await uuid5(NAMESPACE, `${seed.id}:${item.id}`) })));
  const officers = seed.officers.map((each) => ({ ...each, counts: each.capacity === "officer" && Boolean(each.certificate_no), signs: each.capacity === "checker" || (each.capacity === "officer" && Boolean(each.certificate_no)) }));
  const { site_head_name, site_head_post, site_head_phone } = enterprise;
  return {
    at: "", officers, items, answers: [], findings: [], signatures: [], parked: [], gaps: [],
    visit: {
      id: seed.id, status: "planned", kind: kit.own ? "self" : "official", version: 1, method: seed.method, basis: seed.basis, plan_no: seed.plan_no, language: seed.language, place_checked: seed.place_checked,
      checklist_version: seed.checklist_version, started_at: seed.begun_at, site_head_name, site_head_post, site_head_phone, refusal: "", note: "",
    },
  };
}

function kitOf(kit, enterprise, address) {
  const today = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(new Date());
  const { id, name, address: where, places, deadlines, industry, region } = enterprise;
  return {
    enterprise: { id, name, address: where }, places, deadlines, criteria: kit.criteria[industry] ?? [], working_days: kit.working_days[region].filter((day) => day > today), today,
    person: kit.person, nonce: kit.nonce, urls: { criteria: `${address}criteria/` },
  };
}

function give(id, data) {
  const script = element("script", { type: "application/json", id });
  script.textContent = JSON.stringify(data);
  document.body.append(script);
}

export async function makePage({ kit, seed, address, said }) {
  const enterprise = kit.enterprises.find((each) => each.id === seed.enterprise);
  const state = await stateOf(kit, seed, enterprise);
  give("visit-state", state);
  give("visit-kit", kitOf(kit, enterprise, address));
  const part = document.getElementById("visit-outline").content.cloneNode(true);
  const root = part.querySelector("[data-visit]");
  const one = root.querySelector("[data-item]");
  const officer = root.querySelector(".team li");
  const pad = root.querySelector("[data-officer]");
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
    const values = { ...each, number: each.certificate_no || kit.capacity || "—" };
    officer.before(fillIn(officer.cloneNode(true), values));
    if (each.signs) pad.before(fillIn(pad.cloneNode(true), values, "sign-1", `sign-${at + 1}`));
  });
  for (const outline of [one, officer, pad, section]) outline.remove();
  root.querySelector("#places").replaceChildren(...enterprise.places.map((value) => element("option", { value })));
  fillIn(root, said, NO_ID, seed.id);
  return part;
}
