/* The findings of a visit: the list of cards, and one form in which a finding is photographed, described and graded.

   attachFindings({ page, store, words }) -> { open(id), close(), fromItem(item), takeUpDrafts() }
   What is typed is a draft at once (it survives a closed tab), an entry in the outbox half a second later, and sent when a field is
   left, a photo is taken or the finding is kept. */

import { attachCamera } from "./camera.js";
import { clearDraft, loadDraft, saveDraft } from "./drafts.js";
import { newId } from "./queue.js";
import { dueDay, said as saidDay } from "./visit_days.js";
import { element, entryState, fill, icon } from "./visit_dom.js";
import { clean } from "./visit_store.js";

const NUMBERS = new Set(["deadline_amount"]);
const DATES = new Set(["deadline_date"]);
const FIELDS = ["description", "place_text", "basis", "grade", "disposition", "deadline_unit", "deadline_amount", "deadline_date", "interim_measures", "requirement"];

export function attachFindings({ page, store, words }) {
  return new Findings(page, store, words);
}

class Findings {
  constructor(page, store, words) {
    Object.assign(this, { page, store, words, id: null, criterion: null, typed: 0, changes: 0 });
    this.form = page.querySelector("[data-finding-form]");
    this.drafts = new Set(loadDraft("findings-typed") ?? []);
    for (const purpose of ["before", "after"]) {
      const camera = this.form.querySelector(`#camera-${purpose}`).closest("[data-camera]");
      attachCamera(camera, { keep: false, onPhoto: (photo) => this.photographed(camera, purpose, photo) });
    }
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("change", (event) => {
      if (event.target.name) this.keep({ send: true });
    });
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.keep({ send: true });
      location.hash = "findings";
    });
    this.form.querySelector("[data-next-finding]").addEventListener("click", () => {
      this.keep({ send: true });
      this.add();
    });
    this.form.querySelector("[data-withdraw]").addEventListener("click", () => this.withdraw());
    this.form.querySelector("[data-criterion-clear]").addEventListener("click", () => this.choose(null));
    this.page.querySelector("[data-add-finding]").addEventListener("click", () => this.add());
    this.attachSearch();
    store.subscribe(() => this.show());
  }

  finding(id = this.id) {
    return this.store.state.findings.find((each) => each.id === id);
  }

  /* ---- a new one ---- */

  proposal(grade) {
    return this.store.kit.deadlines[grade];
  }

  add(values = {}) {
    const grade = values.grade ?? "general";
    const days = this.proposal(grade);
    const id = newId();
    const content = {
      item: null, criterion: null, equipment: null, description: "", place_text: "", basis: "", requirement: "", interim_measures: "", grade, disposition: "order",
      deadline_unit: days.unit, deadline_amount: days.amount, deadline_date: null, ...values,
    };
    /* within the press, so that the browser lets the camera open at once */
    this.form.querySelector("#camera-before").click();
    this.pending = this.store.saveFinding(id, content, { send: false }).then(() => { location.hash = `finding=${id}`; });
    return this.pending;
  }

  fromItem(item) {
    const own = this.store.state.findings.find((each) => each.item === item.id);
    if (own) {
      location.hash = `finding=${own.id}`;
      return this.pending;
    }
    const grade = item.default_grade || "general";
    const days = item.default_days ? { unit: "working_days", amount: item.default_days } : this.proposal(grade);
    return this.add({ item: item.id, criterion: item.criterion ?? null, description: item.finding_text || item.text, basis: item.basis, grade, deadline_unit: days.unit, deadline_amount: days.amount });
  }

  /* ---- the form ---- */

  open(id) {
    const finding = this.finding(id);
    if (!finding) return false;
    if (this.id === id) return true;
    this.id = id;
    this.fill(finding);
    return true;
  }

  close() {
    if (!this.id) return;
    this.keep({ send: true });
    this.id = null;
  }

  fill(finding) {
    for (const name of FIELDS) {
      const field = this.form.elements[name];
      if (field !== document.activeElement) field.value = finding[name] ?? "";
    }
    this.criterion = finding.criterion ?? null;
    this.form.querySelector("#f-criterion-words").value = "";
    this.found([]);
    this.shape();
    this.showPhotos();
  }

  values() {
    const values = Object.fromEntries(FIELDS.map((name) => [name, this.form.elements[name].value]));
    for (const name of FIELDS) {
      if (NUMBERS.has(name)) values[name] = values[name] ? Number.parseInt(values[name], 10) || null : null;
      else if (DATES.has(name)) values[name] = values[name] || null;
      else values[name] = clean(values[name]).trim();
    }
    values.criterion = this.criterion;
    return values;
  }

  changed(event) {
    if (!this.id || !event.target.name) return;
    const { name, value } = event.target;
    if (name === "grade") {
      const days = this.proposal(value);
      this.form.elements.deadline_unit.value = days.unit;
      this.form.elements.deadline_amount.value = days.amount;
      if (value === "major") this.form.elements.disposition.value = "order";
    }
    if (name === "disposition" && value === "fixed_on_spot") this.form.elements.grade.value = "general";
    this.shape();
    this.changes += 1;
    saveDraft(`finding-${this.id}`, this.values());
    this.drafts.add(this.id);
    saveDraft("findings-typed", [...this.drafts]);
    clearTimeout(this.typed);
    this.typed = setTimeout(() => this.keep({ send: false }), 500);
  }

  async keep({ send }) {
    clearTimeout(this.typed);
    const { id } = this;
    if (!id || !this.finding(id)) return;
    const { changes } = this;
    await this.store.saveFinding(id, this.values(), { send });
    if (changes === this.changes) this.forget(id); /* else somebody went on typing: that is still only in the draft */
  }

  forget(id) {
    clearDraft(`finding-${id}`);
    this.drafts.delete(id);
    saveDraft("findings-typed", [...this.drafts]);
  }

  /* what was typed when the tab was closed */
  async takeUpDrafts() {
    for (const id of [...this.drafts]) {
      const values = loadDraft(`finding-${id}`);
      if (values && this.finding(id)) await this.store.saveFinding(id, values);
      this.forget(id);
    }
    if (this.id && this.finding()) this.fill(this.finding());
  }

  shape() {
    const { grade, disposition, deadline_unit: unit, deadline_amount: amount, deadline_date: date } = this.values();
    for (const part of this.form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== disposition;
    this.form.querySelector("[data-major-note]").hidden = grade !== "major";
    this.form.querySelector("[data-deadline-amount]").hidden = !["working_days", "calendar_days"].includes(unit);
    this.form.querySelector("[data-deadline-date]").hidden = unit !== "date";
    const day = dueDay({ unit, amount, date }, this.store.kit);
    this.form.querySelector("[data-due]").textContent = day ? fill(this.words.due, { day: saidDay(day) }) : "";
    const chosen = this.form.querySelector("[data-criterion-chosen]");
    chosen.hidden = !this.criterion;
    if (this.criterion) chosen.querySelector("span").textContent = `${this.criterion} ${this.criterionText(this.criterion)}`;
  }

  async withdraw() {
    const { id } = this;
    const reason = window.prompt(this.words.withdraw_why, this.words.withdraw_reason);
    if (!reason?.trim()) return;
    this.id = null;
    this.forget(id);
    await this.store.withdraw(id, reason.trim());
    location.hash = "findings";
  }

  /* ---- photos ---- */

  async photographed(camera, purpose, photo) {
    await this.pending;
    camera.querySelector("[data-camera-shots]").replaceChildren();
    const id = this.id ?? location.hash.split("=")[1];
    if (!this.finding(id)) return;
    await this.keep({ send: false });
    await this.store.addPhoto(id, purpose, photo);
  }

  showPhotos() {
    const photos = this.finding()?.photos ?? [];
    for (const list of this.form.querySelectorAll("[data-shots]")) {
      const own = photos.filter((photo) => photo.purpose === list.dataset.shots);
      showShots(list, own, { words: this.words, said: purposeWords(this.words, list.dataset.shots), remove: (photo) => this.store.removePhoto(photo) });
    }
  }

  /* ---- criteria: typed words over what the device has; other industries' from the server when there is a connection ---- */

  criterionText(code) {
    const here = this.store.kit.criteria.find((each) => each.code === code) ?? this.fetched?.find((each) => each.code === code);
    return here?.text ?? this.finding()?.criterion_text ?? "";
  }

  attachSearch() {
    const field = this.form.querySelector("#f-criterion-words");
    const list = this.form.querySelector("#f-criterion-found");
    let asked = 0;
    field.addEventListener("input", () => {
      clearTimeout(asked);
      const typed = field.value.trim();
      const here = this.search(typed);
      this.found(typed ? here : []);
      if (typed && here.length < 5 && navigator.onLine) asked = setTimeout(() => this.ask(typed, here), 300);
      else if (typed && !here.length) this.found([], this.words.no_criterion);
    });
    field.addEventListener("keydown", (event) => {
      const options = [...list.querySelectorAll("[role=option]")];
      const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.point(options, (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % (options.length || 1), field);
      } else if (event.key === "Enter") {
        event.preventDefault();
        (options[at] ?? options[0])?.click();
      } else if (event.key === "Escape") this.found([]);
    });
  }

  point(options, at, field) {
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    options[at]?.scrollIntoView({ block: "nearest" });
    if (options[at]) field.setAttribute("aria-activedescendant", options[at].id);
  }

  search(typed) {
    const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
    return this.store.kit.criteria.filter((each) => {
      const text = `${each.code} ${each.text} ${each.also} ${each.source}`.toLowerCase();
      return parts.every((part) => text.includes(part));
    }).slice(0, 20);
  }

  async ask(typed, here) {
    try {
      const answer = await fetch(`${this.store.kit.urls.criteria}?q=${encodeURIComponent(typed)}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.fetched = (await answer.json()).results;
    } catch {
      this.fetched = [];
    }
    if (this.form.querySelector("#f-criterion-words").value.trim() !== typed) return;
    const known = new Set(here.map((each) => each.code));
    const all = [...here, ...this.fetched.filter((each) => !known.has(each.code))];
    this.found(all, all.length ? "" : this.words.no_criterion);
  }

  found(rows, complaint = "") {
    const list = this.form.querySelector("#f-criterion-found");
    const field = this.form.querySelector("#f-criterion-words");
    list.replaceChildren(...rows.map((row, at) => {
      const option = element("li", { role: "option", id: `criterion-${at}`, "aria-selected": "false" }, document.createTextNode(`${row.code} ${row.text}`), element("small", { text: `${row.sector} · ${row.source}` }));
      option.addEventListener("click", () => this.choose(row));
      return option;
    }));
    if (complaint) list.append(element("li", { text: complaint, role: "option", "aria-disabled": "true" }));
    list.hidden = !rows.length && !complaint;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  choose(row) {
    const { elements } = this.form;
    this.criterion = row?.code ?? null;
    if (row) {
      elements.basis.value = row.source;
      if (elements.grade.value !== "major") {
        const days = this.proposal("major");
        elements.grade.value = "major";
        elements.disposition.value = "order";
        elements.deadline_unit.value = days.unit;
        elements.deadline_amount.value = days.amount;
      }
    }
    this.form.querySelector("#f-criterion-words").value = "";
    this.found([]);
    this.shape();
    this.keep({ send: true });
  }

  /* ---- the list ---- */

  show() {
    const { findings } = this.store.state;
    this.page.querySelector("[data-finding-list]").replaceChildren(...findings.map((finding, at) => this.card(finding, at + 1)));
    const none = this.page.querySelector("[data-no-findings]");
    none.hidden = findings.length > 0;
    none.textContent = this.words.no_findings;
    this.showConflicts();
    const finding = this.finding();
    if (!finding) return;
    this.showPhotos();
    entryState(this.form.querySelector("[data-finding-state]"), finding.entry, this.words);
    if (!this.drafts.has(this.id) && !this.form.contains(document.activeElement)) this.fill(finding);
  }

  card(finding, number) {
    const shot = finding.photos.find((photo) => photo.purpose === "before");
    const link = element("a", { css: "title", href: `#finding=${finding.id}`, text: `${number}. ${finding.description || this.words.no_description}` });
    const meta = element("div", { css: "meta" }, element("span", { text: this.words[finding.grade] }));
    if (finding.place_text) meta.append(element("span", {}, icon("vi-pin"), document.createTextNode(finding.place_text)));
    if (finding.disposition === "fixed_on_spot") meta.append(element("span", {}, icon("vi-check"), document.createTextNode(this.words.fixed)));
    else {
      const day = dueDay({ unit: finding.deadline_unit, amount: finding.deadline_amount, date: finding.deadline_date }, this.store.kit);
      if (day) meta.append(element("span", {}, icon("vi-clock"), document.createTextNode(fill(this.words.due, { day: saidDay(day) }))));
    }
    const state = element("p", { css: "entry-state" });
    const photos = finding.photos.find((photo) => photo.entry);
    entryState(state, finding.entry ?? photos?.entry, this.words);
    const card = element("li", { css: "finding-card", "data-finding": finding.id },
      shot ? element("img", { src: shot.thumb, alt: "" }) : element("span", { css: "no-photo" }, icon("vi-alert")), link, meta);
    if (finding.grade === "major") {
      const confirmed = finding.confirmed_by ? fill(this.words.confirmed_by, { name: finding.confirmed_by }) : this.words.to_confirm;
      meta.append(element("span", { text: confirmed }));
      if (!finding.confirmed_by && finding.may_confirm && !finding.entry) {
        const confirm = element("button", { css: "btn btn-secondary above confirm", type: "button", text: this.words.confirm });
        confirm.addEventListener("click", () => this.store.confirmGrade(finding.id));
        card.append(confirm);
      }
    }
    card.append(state);
    return card;
  }

  showConflicts() {
    const place = this.page.querySelector("[data-conflicts]");
    place.replaceChildren(...this.store.conflicts().map((parked) => {
      const form = element("form", { css: "panel", "data-conflict": parked.id }, element("h3", { text: this.words.conflict }));
      for (const [name, { mine, theirs }] of Object.entries(parked.fields)) {
        const label = this.words[`field_${name}`] ?? name;
        const say = (value) => (value === null || value === "" ? this.words.empty : String(value));
        const group = element("fieldset", { css: "field field-group" }, element("legend", { css: "form-label fs-6", text: label }));
        const parkedBy = parked.by ? fill(this.words.theirs, { name: parked.by, value: say(mine) }) : fill(this.words.mine, { value: say(mine) });
        for (const [side, value] of [["mine", parkedBy], ["theirs", fill(this.words.theirs, { name: parked.colleague || this.words.colleague, value: say(theirs) })]]) {
          const radio = element("input", { css: "form-check-input", type: "radio", name, value: side });
          radio.checked = side === "mine";
          group.append(element("label", { css: "d-block py-2" }, radio, document.createTextNode(` ${value}`)));
        }
        form.append(group);
      }
      form.append(element("button", { css: "btn btn-primary", type: "submit", text: this.words.keep }));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.store.decide(parked, Object.fromEntries(new FormData(form)));
      });
      return form;
    }));
  }
}

/** The photos of a finding or an answer, each with a button that takes it off; redrawn only when something changed. */
export function showShots(list, photos, { words, said, remove }) {
  const key = photos.map((photo) => `${photo.id}${photo.entry ? "?" : ""}${photo.thumb}`).join();
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...photos.map((photo, at) => {
    const alt = fill(said, { n: at + 1 });
    const button = element("button", { type: "button", "aria-label": `${words.remove_photo}: ${alt}` }, icon("vi-close"));
    button.addEventListener("click", () => remove(photo));
    const line = element("li", {}, element("img", { src: photo.thumb, alt }), button);
    if (photo.entry) line.append(element("span", { css: "unsent-mark", text: words.mark }));
    return line;
  }));
}

function purposeWords(words, purpose) {
  return purpose === "after" ? words.photo_after : words.photo_before;
}
