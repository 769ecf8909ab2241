/* The visit on a phone: five short steps over one store. Nothing here talks to the server: the outbox does.

   Steps are parts of one page, chosen by the address (#arrive, #checklist, #findings, #finding=<id>, #sign, #finish), so that the back
   button works and the page can be kept for working without connection. */

import { attachCamera } from "./camera.js";
import { clearDraft, loadDraft, saveDraft } from "./drafts.js";
import { attachFindings, showShots } from "./visit_findings.js";
import { attachSignatures } from "./visit_sign.js";
import { clean, openStore } from "./visit_store.js";
import { entryState, fill, icon, json } from "./visit_dom.js";

const page = document.querySelector("[data-visit]");
const words = json("visit-words");
const gapWords = json("visit-gaps");
const STEPS = ["arrive", "checklist", "findings", "sign", "finish"];
const REASONED = new Set(["not_applicable", "not_checked"]);

let store;
let findings;
let signatures;

/* ---- steps ---- */

function wanted() {
  const [name, id] = location.hash.slice(1).split("=");
  if (name === "finding" && id) return { step: "finding", id };
  if (STEPS.includes(name)) return { step: name };
  const item = name.startsWith("item-") ? "checklist" : null;
  return { step: item ?? (store.state.visit.status === "planned" ? "arrive" : (loadDraft("step") ?? "arrive")) };
}

function show({ focus = false } = {}) {
  const { step, id } = wanted();
  if (step === "finding" && !findings.open(id)) {
    location.hash = "findings";
    return;
  }
  if (step !== "finding") {
    findings.close();
    saveDraft("step", step);
  }
  const active = step === "finding" ? "findings" : step;
  for (const section of page.querySelectorAll("[data-step]")) section.hidden = section.dataset.step !== step;
  for (const link of page.querySelectorAll("[data-step-link]")) link.toggleAttribute("aria-current", link.dataset.stepLink === active);
  for (const link of page.querySelectorAll("[data-step-link][aria-current]")) link.setAttribute("aria-current", "step");
  if (step === "sign") signatures.fit();
  if (focus) {
    page.querySelector(`[data-step="${step}"] h2`)?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    if (location.hash.startsWith("#item-")) document.querySelector(location.hash)?.scrollIntoView();
  }
}

/* ---- what is sent, what waits ---- */

function showSent() {
  const line = page.querySelector("[data-sent-state]");
  const summary = store.summary ?? {};
  const parts = [];
  let tone = "";
  if (!navigator.onLine) [tone] = ["warn", parts.push(words.offline)];
  if (summary.paused) [tone] = ["danger", parts.push(words.paused)];
  if (store.unsent) {
    tone ||= [...store.items.values()].some((item) => item.state === "parked") ? "danger" : "warn";
    parts.unshift(fill(words.unsent, { n: store.unsent }));
  } else if (!parts.length) parts.push(words.all_sent);
  line.replaceChildren(icon(store.unsent || !navigator.onLine ? "vi-upload" : "vi-check"), document.createTextNode(parts.join(" ")));
  if (summary.paused) {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = words.sign_in;
    line.append(link);
  }
  line.dataset.tone = tone;
}

/* a start that the server refused: everything after it waits, so it is said before everything else */
function showRefused() {
  const place = page.querySelector("[data-refused]");
  const start = store.entry(store.startItem());
  place.hidden = start?.state !== "parked";
  if (place.hidden) return;
  const said = start.last_error?.message;
  place.querySelector("[data-refused-why]").textContent = !said || said === "unconfirmed" ? words.parked : said;
}

function showGaps() {
  const gaps = store.gaps();
  for (const mark of page.querySelectorAll("[data-step-missing]")) {
    const count = gaps.filter((gap) => gap.step === mark.dataset.stepMissing).length;
    mark.hidden = !count;
    mark.textContent = count ? String(count) : "";
    mark.title = fill(words.missing, { n: count });
  }
  const list = page.querySelector("[data-gaps]");
  list.replaceChildren(...gaps.map((gap) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    const about = { checklist: `#item-${gap.subject}`, findings: gap.subject ? `#finding=${gap.subject}` : "#findings" };
    link.href = (gap.subject && about[gap.step]) || `#${gap.step}`;
    link.append(icon("vi-alert"), document.createTextNode(gap.label ? `${gap.label}: ${gapWords[gap.code]}` : gapWords[gap.code]));
    line.append(link);
    return line;
  }));
  const said = page.querySelector("[data-finish-state]");
  const { sealing } = store.state;
  const seal = store.entry(store.sealId);
  said.textContent = seal?.state === "parked" ? seal.last_error?.message || words.parked : sealing ? (navigator.onLine ? words.finishing : words.finish_waits) : gaps.length ? fill(words.missing, { n: gaps.length }) : words.nothing_missing;
  page.querySelector("[data-finish] button").disabled = gaps.length > 0 || (sealing && seal?.state !== "parked");
}

/* ---- arrive ---- */

function attachDetails() {
  const form = page.querySelector("[data-details]");
  const read = () => Object.fromEntries([...form.elements].filter((field) => field.name).map((field) => [field.name, clean(field.value).trim()]));
  let typed = 0;
  let changes = 0;
  const keep = async (send) => {
    clearTimeout(typed);
    const before = changes;
    await store.saveDetails(read(), { send });
    if (before === changes) clearDraft("details");
  };
  form.addEventListener("input", () => {
    changes += 1;
    saveDraft("details", read());
    clearTimeout(typed);
    typed = setTimeout(() => keep(false), 500);
  });
  form.addEventListener("change", () => keep(true));
  form.addEventListener("submit", (event) => event.preventDefault());
  const kept = loadDraft("details");
  if (kept) store.saveDetails(kept).then(() => clearDraft("details"));
  store.subscribe(() => {
    for (const field of form.elements) if (field.name && field !== document.activeElement) field.value = store.state.visit[field.name] ?? "";
  });
  page.querySelector("[data-start]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const here = location.hash;
    await store.start();
    if (location.hash === here) location.hash = "checklist"; /* whoever has gone on meanwhile is not pulled back */
  });
}

function showBegun() {
  const begun = store.state.visit.status !== "planned";
  for (const form of page.querySelectorAll("[data-start]")) form.hidden = begun;
  for (const section of page.querySelectorAll("[data-step]:not([data-step='arrive'])")) section.inert = !begun;
}

/* ---- checklist ---- */

function attachChecklist() {
  const pending = loadDraft("pending-answers") ?? {};
  for (const article of page.querySelectorAll("[data-item]")) {
    const item = store.state.items.find((each) => each.id === article.dataset.item);
    const why = article.querySelector("[data-reason]");
    const reason = why.querySelector("input");
    const chosen = () => article.querySelector("input[type=radio]:checked")?.value ?? "";
    const save = () => {
      const code = chosen();
      const said = REASONED.has(code) ? clean(reason.value).trim() : "";
      if (REASONED.has(code) && !said) pending[item.id] = { code };
      else delete pending[item.id];
      saveDraft("pending-answers", pending);
      return store.saveAnswer(item, { code, reason: said });
    };
    const showReason = (code) => { why.hidden = !REASONED.has(code); };
    for (const radio of article.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("change", async () => {
        showReason(radio.value);
        if (REASONED.has(radio.value) && !reason.value.trim()) reason.focus();
        if (radio.value === "not_conform") findings.fromItem(item); /* opens the camera: must happen within the press */
        await save();
      });
    }
    let typed = 0;
    reason.addEventListener("input", () => {
      clearTimeout(typed);
      typed = setTimeout(save, 500);
    });
    reason.addEventListener("change", save);
    if (pending[item.id]) {
      article.querySelector(`input[value="${pending[item.id].code}"]`).checked = true;
      showReason(pending[item.id].code);
    }
    const shots = article.querySelector("[data-item-photo]");
    if (shots) {
      attachCamera(shots.querySelector("[data-camera]"), { keep: false, onPhoto: async (photo) => {
        shots.querySelector("[data-camera-shots]").replaceChildren();
        await store.addAnswerPhoto(item.answer_id, photo);
      } });
    }
    store.subscribe(() => {
      const answer = store.state.answers.find((each) => each.item === item.id);
      if (shots) {
        shots.hidden = answer?.code !== "conform" || Boolean(pending[item.id]);
        showShots(shots.querySelector(".shots"), answer?.photos ?? [], { words, said: words.photo_item, remove: (photo) => store.removePhoto(photo, "answer-photos") });
      }
      const own = store.state.findings.find((each) => each.item === item.id);
      if (answer?.code && !pending[item.id]) {
        article.querySelector(`input[value="${answer.code}"]`).checked = true;
        showReason(answer.code);
        if (reason !== document.activeElement) reason.value = answer.reason ?? "";
      }
      const open = article.querySelector("[data-item-finding]");
      open.hidden = answer?.code !== "not_conform";
      open.querySelector("a").href = own ? `#finding=${own.id}` : "#findings";
      open.querySelector("a").onclick = own ? null : (event) => { event.preventDefault(); findings.fromItem(item); };
      entryState(article.querySelector("[data-entry-state]"), answer?.entry, words);
    });
  }
  store.subscribe(() => {
    const done = store.state.items.filter((item) => store.state.answers.some((each) => each.item === item.id && each.code)).length;
    page.querySelector("[data-answers-done]").textContent = store.state.items.length ? fill(words.answers_done, { n: done, total: store.state.items.length }) : "";
  });
}

/* ---- finish ---- */

function attachFinish() {
  page.querySelector("[data-finish]").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (store.gaps().length) return;
    await store.finish();
  });
  store.onFinished = () => location.replace(location.pathname);
}

async function begin() {
  store = await openStore({ state: json("visit-state"), kit: json("visit-kit"), words });
  if (store.base.visit.status === "finished" && navigator.onLine && store.base !== store.fresh) {
    location.replace(location.pathname);
    return;
  }
  findings = attachFindings({ page, store, words });
  signatures = attachSignatures({ page, store, words });
  attachDetails();
  attachChecklist();
  attachFinish();
  page.querySelector("[data-try-start]").addEventListener("click", () => store.tryStart());
  store.subscribe(() => {
    showSent();
    showRefused();
    showGaps();
    showBegun();
  });
  for (const each of ["online", "offline"]) window.addEventListener(each, () => { showSent(); showGaps(); });
  window.addEventListener("hashchange", () => show({ focus: true }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && store.refresh());
  show();
  page.dataset.ready = "1";
  await findings.takeUpDrafts();
  store.refresh();
}

begin();
