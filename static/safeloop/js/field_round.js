/* The form of a round of the own enterprise that begins on the spot: the server has written it, with its places and people.

   const starting = roundForm({ kit, form })     the same three as field_visit.js, and
   starting.prefill(asked)                       the place or machine that the address asks for, or that the scanned label stands on;
                                                 false for a label that this device does not know
   starting.planning(yes)                        whether the round is planned for a day: then it need not be the planner's own
   starting.fill(seed)                           put what was entered back into the form */

import { newId } from "./queue.js";

export function roundForm({ kit, form }) {
  const value = (name) => form.elements[name].value;
  const set = (name, chosen) => {
    const select = form.elements[name];
    if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
  };

  const people = () => [...form.querySelectorAll("[name=people]")];
  let planned = false;

  /* who begins it now is always of it */
  function planning(yes) {
    planned = yes;
    for (const input of people().filter((each) => each.value === kit.me.membership)) {
      input.checked = yes ? input.checked : true;
      input.disabled = !yes;
    }
  }

  function fill(seed) {
    for (const name of ["place", "equipment", "language"]) set(name, seed[name]);
    for (const input of people()) input.checked = seed.officers.some((each) => each.membership === input.value);
    form.elements.checklist_version.value = seed.checklist_version ?? "";
  }

  function show(seed = null) {
    planning(false);
    if (seed) {
      fill(seed);
      form.elements.checklist_version.closest(".field").hidden = true; /* answers hang on it */
      form.querySelector("[data-field-when]").hidden = true; /* it has begun */
    }
    form.hidden = false;
  }

  function prefill(asked) {
    const found = asked.has("label") ? kit.labels[asked.get("label")] : { place: asked.get("place") ?? "", equipment: asked.get("equipment") ?? "" };
    set("equipment", found?.equipment ?? "");
    set("place", found?.place || kit.equipment[value("equipment")]?.place || "");
    return Boolean(found);
  }

  function seed(before) {
    const machine = kit.equipment[value("equipment")];
    const place = value("place") || machine?.place || "";
    const ticked = (each) => form.querySelector(`[name=people][value="${CSS.escape(each.membership)}"]`)?.checked;
    const chosen = [kit.me, ...kit.officers].filter((each) => ticked(each) || (each === kit.me && !planned));
    const known = (membership) => before?.officers.find((each) => each.membership === membership)?.id ?? newId();
    return {
      enterprise: kit.enterprises[0].id, method: kit.method, basis: kit.basis, plan_no: "", language: value("language"), place, equipment: value("equipment"),
      place_checked: [kit.places[place], machine?.name].filter(Boolean).join(" · "), /* as inspections.actions.plan names it */
      checklist_version: value("checklist_version") || null, officers: chosen.map((each) => ({ id: known(each.membership), ...each, capacity: "checker" })),
    };
  }

  /* basis, method and the words for the place are the server's own for a round */
  function body({ enterprise, language, place, equipment, checklist_version, officers, begun_at }) {
    return {
      enterprise, language, checklist_version, officers: officers.map(({ id, membership }) => ({ id, membership })), device_started_at: begun_at,
      ...(place ? { place_id: place } : {}), ...(equipment ? { equipment_id: equipment } : {}),
    };
  }

  return { show, seed, body, prefill, planning, fill };
}
