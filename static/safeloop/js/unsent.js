/* The page /unsent/: what the outbox of this device holds, and what a person can do about each entry. Words come from the page. */

import { openQueue } from "./queue.js";

const page = document.getElementById("unsent-page");
const words = document.getElementById("unsent-words").dataset;
const list = page.querySelector("[data-list]");
const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

function show(condition, on) {
  for (const each of document.querySelectorAll(`[data-when="${condition}"]`)) each.hidden = !on;
}

function why(item) {
  const error = item.last_error;
  if (!error) return "";
  if (words[error.message]) return words[error.message];
  return error.message || words.status.replace("{status}", error.status);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function size(item) {
  const bytes = item.size ?? item.text?.length ?? 0;
  return bytes > 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;
}

function line(queue, item) {
  const row = document.getElementById("unsent-item").content.cloneNode(true).firstElementChild;
  const foreign = item.owner !== queue.owner;
  row.dataset.id = item.id;
  row.querySelector("[data-mark]").append(document.querySelector(`.mark-${item.state}`).cloneNode(true));
  row.querySelector("[data-title]").textContent = item.title || item.kind;
  row.querySelector("[data-state]").textContent = foreign ? words.foreign : words[item.state];
  const made = row.querySelector("[data-time]");
  made.dateTime = item.device_time;
  made.textContent = time.format(new Date(item.created_at));
  row.querySelector("[data-size]").textContent = size(item);
  const reason = row.querySelector("[data-why]");
  reason.textContent = why(item);
  reason.hidden = !reason.textContent;
  row.querySelector("[data-do=edit]").hidden = item.has_bytes || foreign;
  row.querySelector("[data-do=retry]").hidden = foreign;
  row.addEventListener("click", (event) => act(queue, item, row, event));
  row.querySelector("[data-edit]").addEventListener("submit", (event) => correct(queue, item, row, event));
  return row;
}

async function act(queue, item, row, event) {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (!button) return;
  row.querySelector("details.menu").open = false;
  const name = button.dataset.do;
  if (name === "retry") await queue.retry(item.id);
  if (name === "save") save(await queue.exportFile({ id: item.id }), `safeloop-${item.kind}-${item.id}.json`);
  if (name === "discard" && window.confirm(words.sure)) await queue.discard(item.id);
  if (name === "edit") {
    const form = row.querySelector("[data-edit]");
    form.hidden = !form.hidden;
    const field = form.querySelector("textarea");
    field.value = JSON.stringify(JSON.parse(item.text), null, 1);
    if (!form.hidden) field.focus();
  }
}

async function correct(queue, item, row, event) {
  event.preventDefault();
  const form = event.currentTarget;
  try {
    await queue.edit(item.id, { body: JSON.parse(form.querySelector("textarea").value) });
    await queue.flush();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    form.querySelector("[data-edit-wrong]").hidden = false;
  }
}

async function draw(queue, summary) {
  show("paused", summary.paused === "sign-in");
  show("offline", !navigator.onLine);
  show("old", summary.old);
  show("foreign", summary.foreign > 0);
  show("some", summary.unsent > 0);
  show("none", summary.unsent === 0);
  page.querySelector("[data-unsent-words]").textContent = words.count.replace("{n}", summary.unsent);
  if (list.querySelector("[data-edit]:not([hidden])")) return; /* somebody is typing a correction: do not take it away */
  const items = await queue.list({ states: ["waiting", "sending", "parked"] });
  list.replaceChildren(...items.map((item) => line(queue, item)));
}

async function open() {
  const queue = await openQueue();
  let drawing = Promise.resolve();
  const redraw = (summary) => { drawing = drawing.then(() => draw(queue, summary)); };
  queue.subscribe(redraw);
  document.querySelector("[data-send-now]").addEventListener("click", () => queue.retryAll());
  page.querySelector("[data-export]").addEventListener("click", async () => save(await queue.exportFile(), `safeloop-${new Date().toISOString().slice(0, 10)}.json`));
  window.addEventListener("online", async () => redraw(await queue.summary()));
  window.addEventListener("offline", async () => redraw(await queue.summary()));
  queue.persist().catch(() => false);
  queue.start();
}

open().catch(() => show("broken", true));
