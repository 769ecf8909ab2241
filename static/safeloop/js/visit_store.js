/* The visit as this device knows it: what the server said last, and over it everything that is still in the outbox.

   const store = await openStore({ state, kit, words });
   store.state            { visit, officers, items, answers, findings, signatures, parked, sealing }, merged
   store.subscribe(listener)   called after each change
   store.saveDetails(values), store.saveAnswer(item, values), store.saveFinding(id, values), store.withdraw(id, reason)
   store.addPhoto(findingId, purpose, photo), store.addAnswerPhoto(answerId, photo), store.removePhoto(photo, family)
   store.sign(values), store.confirmGrade(id), store.decide(parked, keep), store.start(values), store.tryStart(), store.finish()
   store.gaps()           what is missing, by the rules of inspections/rules.py: [{ code, step, subject, label }]
   store.entry(id)        the outbox item that carries an entry, or undefined when the server has it

   Nothing is kept twice: an entry lives in the outbox until the server has confirmed its hash, then in the server's state. The
   last server state is kept beside, so that a page reopened without connection shows no less than before. */

import { saveDraft, loadDraft } from "./drafts.js";
import { newId, openQueue } from "./queue.js";
import { whereabouts } from "./visit_place.js";

const API = "/api/v1";
const META = new Set(["base_version", "device_at", "visit"]);
const REASONED = new Set(["not_applicable", "not_checked"]);
const UNSENT = ["waiting", "sending", "parked"];

export const clean = (text) => String(text ?? "").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "").replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");

export async function openStore(options) {
  const store = new Store(options);
  await store.open();
  return store;
}

class Store {
  constructor({ state, kit, words }) {
    this.fresh = state;
    this.kit = kit;
    this.words = words;
    this.id = state.visit.id;
    this.listeners = new Set();
    this.items = new Map();
    this.pictures = new Map();
    this.line = Promise.resolve();
    this.reloading = Promise.resolve();
  }

  async open() {
    const kept = loadDraft("visit-state");
    /* both moments are the server's: the later one knows more */
    this.base = kept && kept.at > this.fresh.at ? kept : this.fresh;
    this.queue = await openQueue();
    await this.reload();
    this.queue.subscribe((summary, item) => this.heard(summary, item));
    this.queue.start();
    this.queue.persist().catch(() => {});
    this.locate();
  }

  subscribe(listener) {
    this.listeners.add(listener);
    listener(this);
  }

  tell() {
    for (const listener of this.listeners) listener(this);
  }

  keep() {
    saveDraft("visit-state", this.base);
  }

  /* ---- what the outbox and the server say ---- */

  async heard(summary, item) {
    this.summary = summary;
    if (item && item.group !== this.id) return;
    if (item?.state === "done" && item.answer) this.confirmed(item);
    await this.reload();
    if (item?.id === this.sealId && item.state === "done") this.onFinished?.();
  }

  confirmed(item) {
    const { answer } = item;
    if (this.settled === item.id + item.done_at) return;
    this.settled = item.id + item.done_at;
    if (answer.at) this.base.at = answer.at > this.base.at ? answer.at : this.base.at;
    const what = item.what ?? this.whatOf(item);
    if (what.kind === "details") Object.assign(this.base.visit, answer.content, { version: answer.version });
    if (what.kind === "start") this.base.visit.status = "under_way";
    if (what.kind === "seal") this.base.visit.status = "finished";
    if (what.kind === "answer") {
      const item_ = this.base.items.find((each) => each.answer_id === what.id);
      const before = this.base.answers.find((each) => each.id === what.id) ?? { photos: [] };
      put(this.base.answers, { ...before, id: what.id, item: item_?.id, ...answer.content, version: answer.version });
    }
    if (what.kind === "finding") {
      const before = this.base.findings.find((each) => each.id === what.id) ?? { photos: [], by: "", confirmed_by: "" };
      put(this.base.findings, { ...before, id: what.id, ...answer.content, version: answer.version });
    }
    if (what.kind === "withdraw") this.base.findings = this.base.findings.filter((each) => each.id !== what.id);
    if (what.kind === "link" && answer.content) {
      const { photo, purpose } = answer.content;
      addLink(this.base, answer.content, { id: what.id, purpose, url: `/evidence/${photo}/`, thumb: `/evidence/${photo}/thumb/` });
    }
    if (what.kind === "unlink") dropLink(this.base, what.id);
    if (what.kind === "signature" && answer.content) {
      this.base.signatures = this.base.signatures.filter((each) => !same(each, answer.content));
      this.base.signatures.push({ ...answer.content, stale: false });
    }
    this.keep();
  }

  /* what an outbox item is, by the address it goes to */
  whatOf(item) {
    const [, , , family, id, verb] = item.url.split("?")[0].split("/");
    if (family === "visits") return { kind: { details: "details", finish: "seal" }[verb] ?? "start", id };
    if (family === "answers") return { kind: "answer", id };
    if (family === "findings") return { kind: { withdraw: "withdraw", "confirm-grade": "confirm" }[verb] ?? "finding", id };
    if (family === "finding-photos" || family === "answer-photos") return { kind: verb === "remove" ? "unlink" : "link", id };
    if (family === "signatures") return { kind: "signature", id };
    if (family === "photos") return { kind: "photo", id };
    return { kind: "decide", id };
  }

  reload() {
    const next = this.reloading.then(() => this.read());
    this.reloading = next.catch(() => {});
    return next;
  }

  async read() {
    const items = await this.queue.list({ group: this.id, states: UNSENT });
    this.items = new Map(items.map((item) => [item.id, item]));
    const state = structuredClone(this.base);
    state.sealing = false;
    for (const item of items) this.lay(state, item, this.whatOf(item), item.text ? JSON.parse(item.text) : {});
    this.state = state;
    this.tryAgain(items);
    await this.showPictures();
    this.tell();
  }

  /* what failed is tried again as soon as its waiting time is over, not only at the outbox's next round */
  tryAgain(items) {
    clearTimeout(this.again);
    const due = items.filter((item) => item.state === "waiting" && item.next_attempt_at).map((item) => item.next_attempt_at);
    if (due.length && navigator.onLine && !this.summary?.paused) this.again = setTimeout(() => this.queue.flush(), Math.max(0, Math.min(...due) - Date.now()) + 100);
  }

  lay(state, item, what, body) {
    const values = Object.fromEntries(Object.entries(body).filter(([name]) => !META.has(name)));
    if (what.kind === "start") state.visit.status = "under_way";
    if (what.kind === "details") Object.assign(state.visit, values);
    if (what.kind === "seal") state.sealing = true;
    if (what.kind === "answer") put(state.answers, { version: 0, reason: "", photos: [], ...state.answers.find((each) => each.id === what.id), id: what.id, ...values, entry: item });
    if (what.kind === "finding") put(state.findings, { photos: [], version: 0, by: "", confirmed_by: "", ...state.findings.find((each) => each.id === what.id), id: what.id, ...values, entry: item });
    if (what.kind === "withdraw") state.findings = state.findings.filter((each) => each.id !== what.id);
    if (what.kind === "link") addLink(state, values, { id: what.id, purpose: values.purpose, photo: values.photo, entry: item });
    if (what.kind === "unlink") dropLink(state, what.id);
    if (what.kind === "signature") {
      const row = { id: what.id, signatory: values.signatory, officer: values.officer ?? null, name: values.name, post: values.post, png: values.png, stale: false, entry: item };
      state.signatures = state.signatures.filter((each) => !same(each, row));
      state.signatures.push(row);
    }
  }

  /* pictures that have not left the device are shown from the outbox */
  async showPictures() {
    for (const owner of [...this.state.findings, ...this.state.answers]) {
      for (const photo of owner.photos ?? []) {
        if (photo.url) continue;
        if (!this.pictures.has(photo.photo)) {
          const item = await this.queue.get(photo.photo);
          if (item?.bytes) this.pictures.set(photo.photo, URL.createObjectURL(new Blob([item.bytes], { type: item.type })));
        }
        photo.thumb = photo.url = this.pictures.get(photo.photo) ?? `/evidence/${photo.photo}/thumb/`;
      }
    }
  }

  async refresh() {
    if (this.items.size || !navigator.onLine) return;
    try {
      const answer = await fetch(`${API}/visits/${this.id}/`, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const fresh = await answer.json();
      if (this.items.size || !fresh.visit || !(fresh.at >= this.base.at)) return;
      this.base = fresh;
      this.keep();
      await this.reload();
    } catch {
      /* no connection: what is known stays */
    }
  }

  entry(id) {
    return this.items.get(id);
  }

  get unsent() {
    return this.items.size;
  }

  /* ---- entries: one after the other, so that each sees what the one before has put into the outbox ---- */

  /* where the device is, if it says so: with each photo and with the start */
  locate() {
    whereabouts().then((place) => { this.place = place ?? this.place; });
  }

  inLine(work) {
    const next = this.line.then(work);
    this.line = next.catch(() => {});
    return next;
  }

  /* the ids of everything of this visit that the server does not have yet */
  before(...except) {
    return [...this.items.keys()].filter((id) => !except.includes(id));
  }

  needs(...ids) {
    return ids.filter((id) => id && this.items.has(id));
  }

  startItem() {
    return `start-${this.id}`;
  }

  /* an edit: joined with what waits already, sent from the version that the device has */
  async edit({ id, url, kind, title, values, version, fixed = {} }) {
    const waiting = this.items.get(id);
    const old = waiting?.text ? JSON.parse(waiting.text) : null;
    const body = { ...fixed, ...(old ?? { base_version: version }), ...values, device_at: new Date().toISOString() };
    await this.queue.add({ id, kind, group: this.id, title, url, method: "PUT", body, depends_on: this.needs(this.startItem()) });
    await this.reload();
  }

  saveDetails(values, { send = true } = {}) {
    return this.inLine(async () => {
      const changed = differing(this.state.visit, values);
      /* a refusal is noted after the officers have signed: apart from what their signatures cover */
      const { refusal, ...covered } = changed;
      const parts = [["details", covered], ["refusal", refusal === undefined ? {} : { refusal }]];
      for (const [name, part] of parts) {
        if (!Object.keys(part).length) continue;
        await this.edit({ id: `${name}-${this.id}`, url: `${API}/visits/${this.id}/details/`, kind: "visit", title: this.words.title_visit, values: part, version: this.base.visit.version });
      }
      if (send) this.queue.flush();
    });
  }

  saveAnswer(item, values) {
    return this.inLine(async () => {
      const known = this.state.answers.find((each) => each.id === item.answer_id);
      const changed = known ? differing(known, values) : values;
      if (!Object.keys(changed).length) return;
      const code = values.code ?? known?.code;
      const reason = values.reason ?? known?.reason ?? "";
      if (REASONED.has(code) && !reason.trim()) return;
      await this.edit({
        id: item.answer_id, url: `${API}/answers/${item.answer_id}/`, kind: "answer", title: this.words.title_answer.replace("{name}", item.text),
        values: changed, version: this.base.answers.find((each) => each.id === item.answer_id)?.version ?? 0, fixed: { visit: this.id, item: item.id },
      });
      this.queue.flush();
    });
  }

  saveFinding(id, values, { send = true } = {}) {
    return this.inLine(async () => {
      const known = this.state.findings.find((each) => each.id === id);
      const changed = known ? differing(known, values) : values;
      if (known && !Object.keys(changed).length) {
        if (send) this.queue.flush();
        return;
      }
      await this.edit({
        id, url: `${API}/findings/${id}/`, kind: "finding", title: this.words.title_finding.replace("{name}", (values.description ?? known?.description) || this.words.no_description),
        values: changed, version: this.base.findings.find((each) => each.id === id)?.version ?? 0, fixed: { visit: this.id },
      });
      if (send) this.queue.flush();
    });
  }

  withdraw(id, reason) {
    return this.inLine(async () => {
      const finding = this.state.findings.find((each) => each.id === id);
      if (!finding) return;
      const onServer = this.base.findings.some((each) => each.id === id) || this.items.get(id)?.state === "sending";
      if (!onServer) {
        for (const photo of finding.photos) for (const each of [photo.id, photo.photo]) if (each) await this.queue.discard(each);
        await this.queue.discard(id);
      } else {
        await this.queue.add({ id: `withdraw-${id}`, kind: "finding", group: this.id, title: this.words.title_withdraw.replace("{name}", finding.description), url: `${API}/findings/${id}/withdraw/`, method: "POST", body: { reason: clean(reason) }, depends_on: this.needs(id) });
      }
      await this.reload();
      this.queue.flush();
    });
  }

  addPhoto(findingId, purpose, photo) {
    return this.inLine(() => this.sendPhoto(photo, { family: "finding-photos", kind: "finding", owner: this.state.findings.find((each) => each.id === findingId), purpose, body: { finding: findingId, purpose } }));
  }

  addAnswerPhoto(answerId, photo) {
    return this.inLine(() => this.sendPhoto(photo, { family: "answer-photos", kind: "finding", owner: this.state.answers.find((each) => each.id === answerId), purpose: "scene", body: { answer: answerId } }));
  }

  /* the photo first, then what ties it to its finding or answer */
  async sendPhoto(photo, { family, kind, owner, purpose, body }) {
    const [photoId, linkId] = [newId(), newId()];
    const name = photo.name || this.words.title_photo.replace("{name}", "");
    const title = this.words.title_photo.replace("{name}", name);
    const asked = new URLSearchParams({ enterprise: this.kit.enterprise.id, purpose, taken_at: photo.taken_at, nonce: this.kit.nonce, sha256: photo.sha256, ...this.place });
    this.locate();
    await this.queue.add({ id: photoId, kind: "photo", group: this.id, title, url: `${API}/photos/${photoId}/?${asked}`, method: "PUT", blob: photo.blob, raw: true, filename: name, depends_on: this.needs(this.startItem()) });
    await this.queue.add({ id: linkId, kind, group: this.id, title, url: `${API}/${family}/${linkId}/`, method: "PUT", body: { ...body, photo: photoId, position: owner.photos?.length ?? 0 }, depends_on: [photoId, owner.id] });
    await this.reload();
    this.queue.flush();
  }

  removePhoto(photo, family = "finding-photos") {
    return this.inLine(async () => {
      const waiting = this.items.get(photo.id);
      if (waiting && waiting.state !== "sending") {
        await this.queue.discard(photo.id);
        if (this.items.get(photo.photo)) await this.queue.discard(photo.photo);
      } else {
        await this.queue.add({ id: `remove-${photo.id}`, kind: "finding", group: this.id, title: this.words.remove_photo, url: `${API}/${family}/${photo.id}/remove/`, method: "POST", body: {}, depends_on: this.needs(photo.id) });
      }
      await this.reload();
      this.queue.flush();
    });
  }

  confirmGrade(id) {
    return this.inLine(async () => {
      const finding = this.state.findings.find((each) => each.id === id);
      await this.queue.add({ id: `confirm-${id}`, kind: "finding", group: this.id, title: this.words.title_confirm.replace("{name}", finding.description), url: `${API}/findings/${id}/confirm-grade/`, method: "POST", body: {}, depends_on: this.needs(id) });
      await this.reload();
      await this.queue.flush();
      await this.refresh();
    });
  }

  sign({ signatory, officer = null, name, post = "", png }) {
    return this.inLine(async () => {
      const id = newId();
      for (const old of this.state.signatures) {
        if (old.entry && same(old, { signatory, officer }) && old.entry.state !== "sending") await this.queue.discard(old.id);
      }
      await this.reload();
      const others = this.before(...this.state.signatures.map((each) => each.id), this.sealId);
      await this.queue.add({ id, kind: "signature", group: this.id, title: this.words.title_signature.replace("{name}", name), url: `${API}/signatures/${id}/`, method: "PUT", body: { visit: this.id, signatory, officer, name: clean(name), post: clean(post), png, device_at: new Date().toISOString() }, depends_on: others });
      await this.reload();
      this.queue.flush();
    });
  }

  start() {
    return this.inLine(async () => {
      const { latitude, longitude } = this.place ?? {};
      const body = { device_started_at: new Date().toISOString(), ...(this.place ? { latitude, longitude } : {}) };
      await this.queue.add({ id: this.startItem(), kind: "visit", group: this.id, title: this.words.title_visit, url: `${API}/visits/${this.id}/`, method: "PUT", body });
      await this.reload();
      await this.queue.flush();
    });
  }

  tryStart() {
    return this.queue.retry(this.startItem());
  }

  get sealId() {
    return `seal-${this.id}`;
  }

  finish() {
    return this.inLine(async () => {
      await this.queue.add({ id: this.sealId, kind: "seal", group: this.id, title: this.words.title_finish, url: `${API}/visits/${this.id}/finish/`, method: "PUT", body: { device_at: new Date().toISOString() }, depends_on: this.before(this.sealId) });
      await this.reload();
      await this.queue.flush();
    });
  }

  decide(parked, keep) {
    return this.inLine(async () => {
      const id = `decide-${parked.id}`;
      await this.queue.add({ id, kind: "visit", group: this.id, title: this.words.conflict, url: `${API}/visit-revisions/${parked.id}/decide/`, method: "PUT", body: { keep } });
      for (const item of this.items.values()) if (item.last_error?.answer?.revision === parked.id) await this.queue.discard(item.id);
      await this.reload();
      await this.queue.flush();
      await this.refresh();
    });
  }

  /* collisions: those the server holds, and those it has just told in answer to an entry */
  conflicts() {
    const told = [...this.items.values()].filter((item) => item.state === "parked" && item.last_error?.answer?.revision).map((item) => ({
      id: item.last_error.answer.revision, by: "", colleague: item.last_error.answer.colleague, fields: item.last_error.answer.conflicts,
    }));
    const known = new Set(told.map((each) => each.id));
    const deciding = new Set([...this.items.keys()].filter((id) => id.startsWith("decide-")).map((id) => id.slice(7)));
    return [...told, ...this.state.parked.filter((each) => !known.has(each.id))].filter((each) => !deciding.has(each.id));
  }

  /* ---- what is missing: the same rules as inspections/rules.py, for when there is no connection ---- */

  gaps() {
    const { visit, officers, items, answers, findings, signatures } = this.state;
    const gaps = [];
    const add = (code, step, subject = null, label = "") => gaps.push({ code, step, subject, label });
    const own = visit.kind === "self"; /* a round of the enterprise itself: no officers, no clause, no order */
    const signing = officers.filter((each) => (own ? each.signs : each.counts));
    if (own && !signing.length) add("checker", "arrive");
    if (!own && new Set(signing.map((each) => each.certificate_no.trim().toUpperCase())).size < 2) add("officers", "arrive");
    if (!own && !visit.site_head_name.trim()) add("site_head", "arrive");
    if (!visit.place_checked.trim()) add("place_checked", "arrive");
    for (const item of items) {
      const answer = answers.find((each) => each.item === item.id);
      if (!answer?.code) add("answer", "checklist", item.id, item.text);
      else {
        if (REASONED.has(answer.code) && !answer.reason.trim()) add("reason", "checklist", item.id, item.text);
        if (item.photo_required && answer.code === "conform" && !answer.photos?.length) add("answer_photo", "checklist", item.id, item.text);
        if (item.critical && answer.code === "not_checked") add("critical", "checklist", item.id, item.text);
        const own = findings.filter((each) => each.item === item.id);
        if (answer.code === "not_conform" && !own.length) add("finding", "checklist", item.id, item.text);
        else if (answer.code === "not_conform" && item.critical && !own.some((each) => each.interim_measures?.trim() || each.disposition === "fixed_on_spot")) add("critical_measures", "findings", own[0].id, item.text);
      }
    }
    findings.forEach((finding, at) => {
      const label = `${at + 1}. ${(finding.description ?? "").slice(0, 40)}`;
      const count = (purpose) => finding.photos.filter((each) => each.purpose === purpose).length;
      if (!finding.description?.trim()) add("description", "findings", finding.id, label);
      if (!own && !finding.criterion && !finding.basis?.trim()) add("basis", "findings", finding.id, label);
      if (!count("before")) add("photo", "findings", finding.id, label);
      if (finding.disposition === "fixed_on_spot") {
        if (count("after") < Math.max(1, count("before"))) add("photo_after", "findings", finding.id, label);
      } else if (!own && finding.deadline_unit !== "immediate" && !(finding.deadline_unit === "date" ? finding.deadline_date : finding.deadline_unit && finding.deadline_amount)) add("deadline", "findings", finding.id, label);
    });
    if (this.conflicts().length) add("conflict", "findings");
    const valid = signatures.filter((each) => !this.isStale(each));
    const [capacity, missing] = own ? ["checker", "checker_signature"] : ["officer", "officer_signature"];
    for (const officer of signing) if (!valid.some((each) => each.signatory === capacity && each.officer === officer.id)) add(missing, "sign", officer.id, officer.name);
    if (own) return gaps;
    const by = new Set(valid.map((each) => each.signatory));
    if (visit.refusal?.trim()) {
      if (!by.has("witness")) add("witness", "sign");
    } else if (!by.has("site_head")) add("unit_signature", "sign");
    return gaps;
  }

  /* a signature covers what was there when it was given: an entry that waits and does not stand before it makes it stale */
  isStale(signature) {
    if (signature.stale) return true;
    const covered = new Set(signature.entry?.depends_on ?? []);
    const when = signature.entry?.device_time ?? "";
    return [...this.items.values()].some((item) => {
      const what = this.whatOf(item);
      if (["signature", "seal", "confirm", "start"].includes(what.kind)) return false;
      if (what.kind === "details" && Object.keys(JSON.parse(item.text)).every((name) => ["refusal", "language", "base_version", "device_at"].includes(name))) return false;
      return !covered.has(item.id) || item.device_time > when;
    });
  }
}

function put(rows, row) {
  const at = rows.findIndex((each) => each.id === row.id);
  if (at < 0) rows.push(row);
  else rows[at] = row;
}

/* a photo's tie to a finding or to an answer, whichever it names */
function addLink(state, { finding, answer }, link) {
  const owner = finding ? state.findings.find((each) => each.id === finding) : state.answers.find((each) => each.id === answer);
  if (!owner) return;
  owner.photos ??= [];
  if (!owner.photos.some((each) => each.id === link.id)) owner.photos.push(link);
}

function dropLink(state, id) {
  for (const owner of [...state.findings, ...state.answers]) owner.photos = (owner.photos ?? []).filter((each) => each.id !== id);
}

function same(one, other) {
  return one.signatory === other.signatory && (one.officer ?? null) === (other.officer ?? null);
}

function differing(known, values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => (known[name] ?? null) !== (value ?? null) && !(value === "" && known[name] === undefined)));
}
