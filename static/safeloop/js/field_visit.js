/* The form of a visit that begins on the spot: an enterprise of this device, its list, the officers who come along.

   const starting = visitForm({ kit, form })
   starting.show(seed)      the form, empty or with what was entered; then only what hangs on nothing can be changed
   starting.seed(before)    what was entered, or null where something is missing (the form says it)
   starting.body(seed)      the start as the API takes it */

import { newId } from "./queue.js";
import { element } from "./visit_dom.js";

export function visitForm({ kit, form }) {
  const value = (name) => form.elements[name].value.trim();
  const places = form.querySelector("[data-field-enterprises]");

  function showChecklists() {
    const enterprise = kit.enterprises.find((each) => each.id === form.elements.enterprise?.value);
    const select = form.elements.checklist_version;
    const none = select.querySelector("option[value='']");
    select.replaceChildren(...(enterprise?.checklists ?? []).map((id) => element("option", { value: id, text: kit.checklists[id].name })), none);
    select.selectedIndex = 0;
  }

  function show(seed = null) {
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
    const chosen = kit.officers.filter((each) => form.querySelector(`[name=officers][value="${CSS.escape(each.membership)}"]`)?.checked);
    const made = [kit.me, ...chosen].map((each) => ({ id: known(each.membership), ...each, capacity: "officer" }));
    if (value("other_name")) made.push({ id: known(null, value("other_name")), membership: null, name: value("other_name"), unit: value("other_unit"), certificate_no: value("other_certificate"), capacity: "officer" });
    if (value("expert_name")) made.push({ id: known(null, value("expert_name")), membership: null, name: value("expert_name"), unit: value("expert_unit"), certificate_no: "", capacity: "expert" });
    return made;
  }

  function seed(before) {
    form.elements.other_certificate.required = Boolean(value("other_name"));
    if (!form.reportValidity()) return null;
    return {
      enterprise: value("enterprise"), method: value("method"), basis: value("basis"), plan_no: value("plan_no"), language: value("language"),
      place_checked: value("place_checked"), checklist_version: value("checklist_version") || null, officers: team(before?.officers ?? []),
    };
  }

  function body({ enterprise, method, basis, plan_no, language, place_checked, checklist_version, begun_at, officers }) {
    const members = officers.map(({ id, membership, name, unit, certificate_no, capacity }) => (membership ? { id, membership } : { id, name, unit, certificate_no, capacity }));
    return { enterprise, method, basis, plan_no, language, place_checked, checklist_version, officers: members, device_started_at: begun_at };
  }

  form.addEventListener("change", (event) => {
    if (event.target.name === "enterprise") showChecklists();
  });
  form.querySelector("[data-field-words]").addEventListener("input", search);
  return { show, seed, body };
}

function choice(type, name, value, title, more) {
  const line = document.getElementById("field-choice").content.cloneNode(true).firstElementChild;
  const input = line.querySelector("input");
  Object.assign(input, { type, name, value });
  line.querySelector("b").textContent = title;
  line.querySelector("span > span").textContent = more;
  return line;
}
