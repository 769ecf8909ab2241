/* A round that is planned for a day without a connection: put into the outbox under a UUID made here, and listed until it is confirmed.

   const plans = plansOf({ kit, form, starting, words, complain })
   plans.chosen()          whether the form says "plan it for a day"
   await plans.keep(queue) put what was entered into the outbox; false where something is missing (the form says it)
   plans.show(queue)       list what was planned on this device, keep the list up to date, and send when the connection returns

   The entry in the outbox is all that there is: it says where the plan stands, and its title says what was planned. */

import { newId } from "./queue.js";

const URL_OF_PLANS = "/api/v1/visits/";
const PREFIX = "plan-";
const today = () => new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(new Date());

export function plansOf({ kit, form, starting, words, complain }) {
  const section = document.querySelector("[data-field-planned]");
  const list = section.querySelector("[data-field-planned-list]");
  const day = form.elements.planned_on;
  let correcting = null; /* the refused plan that the form corrects */

  const chosen = () => form.elements.when.value === "plan";

  function follow() {
    const planning = chosen();
    day.closest(".field").hidden = !planning;
    day.min = today();
    for (const each of form.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== (planning ? "plan" : "start");
    starting.planning(planning);
  }

  function missing(seed) {
    if (!day.value) return words.plan_day;
    if (day.value < today()) return words.plan_past;
    return seed.officers.length ? "" : words.plan_people;
  }

  async function keep(queue) {
    const seed = starting.seed(correcting);
    const sentence = missing(seed);
    if (sentence) {
      complain(sentence);
      return false;
    }
    const id = correcting?.id ?? newId();
    const body = { id, planned_on: day.value, method: seed.method, ...starting.body(seed) };
    delete body.device_started_at;
    const where = seed.place_checked || words.plan_everywhere;
    await queue.add({ id: PREFIX + id, kind: "visit", group: id, title: words.title_plan.replace("{day}", day.value).replace("{place}", where), url: URL_OF_PLANS, method: "POST", body });
    correcting = null;
    form.elements.when.value = "start";
    day.value = "";
    follow();
    return true;
  }

  /* a refused plan goes back into the form as it was entered */
  function correct(item) {
    const { id, planned_on, place_id, equipment_id, ...rest } = JSON.parse(item.text);
    correcting = { id, ...rest, place: place_id ?? "", equipment: equipment_id ?? "" };
    form.elements.when.value = "plan";
    day.value = planned_on;
    follow();
    starting.fill(correcting);
    form.scrollIntoView();
  }

  function line(queue, item) {
    const row = document.getElementById("field-plan").content.cloneNode(true).firstElementChild;
    row.dataset.state = item.state;
    const title = row.querySelector("[data-title]");
    title.textContent = item.title;
    if (item.state === "done") title.href = `/visits/${item.group}/`;
    for (const each of row.querySelectorAll("[data-in]")) each.hidden = !each.dataset.in.split(" ").includes(item.state);
    const why = row.querySelector("[data-why]");
    const said = item.state === "done" ? "" : item.last_error?.status ? item.last_error.message : "";
    why.textContent = words[said] ?? said;
    why.hidden = !why.textContent;
    row.querySelector("[data-do=correct]").addEventListener("click", () => correct(item));
    row.querySelector("[data-do=discard]").addEventListener("click", () => { if (window.confirm(words.plan_sure)) queue.discard(item.id); });
    return row;
  }

  async function draw(queue) {
    const mine = (await queue.list()).filter((item) => item.owner === queue.owner && item.id.startsWith(PREFIX));
    list.replaceChildren(...mine.map((item) => line(queue, item)));
    section.hidden = !mine.length;
  }

  function show(queue) {
    let drawing = Promise.resolve();
    queue.subscribe(() => { drawing = drawing.then(() => draw(queue)).catch(() => {}); });
    for (const input of form.querySelectorAll("[name=when]")) input.addEventListener("change", follow);
    follow();
    queue.start();
  }

  return { chosen, keep, show };
}
