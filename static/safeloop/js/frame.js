/* The frame: shortcuts, toasts, dialogs, ticked rows, one press per form, offline mark.

   It acts on markup only; a page needs no call. Attributes it understands:
   - data-shortcut="/"      pressing that key moves the focus there
   - data-key="h"           "g" then that letter follows the link
   - data-dialog            a link opens its page's [data-dialog-content] in the dialog; without scripts it is a page of its own
   - form[data-bulk]        with [data-select-all], [data-select-row], [data-select-none], [data-selected-count], [data-bulkbar]
   - form[data-once]        a second press while the first is on its way does nothing
   - data-autosubmit        a change submits the control's form
   - data-copy="text"       a press copies the text
   - data-print             a press prints
   - data-focus             gets the focus when the page opens (error summaries)
   - body[data-keep-also]   addresses of further pages that the service worker keeps for working without a connection; with
                            data-keep-fresh="900" it leaves a copy alone that is younger than so many seconds
   - data-back, data-reload a press goes back in the history, or fetches the page again
   Exports: toast(text, {kind, url, label}), words. The server can send a toast with the header
   HX-Trigger: {"toast": {"text": "..."}}. */

export const words = document.getElementById("frame-words")?.dataset ?? {};

export function toast(text, { url = "", label = "", seconds = 8 } = {}) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const line = document.createElement("div");
  line.className = "toast-line";
  const said = document.createElement("span");
  said.textContent = text;
  line.append(said);
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = label || url;
    line.append(link);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", words.close ?? "Close");
  close.textContent = "×";
  close.addEventListener("click", () => line.remove());
  line.append(close);
  place.append(line);
  if (seconds) setTimeout(() => line.remove(), seconds * 1000);
}

/* ---- shortcuts ---- */
let afterG = 0;

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.target instanceof HTMLElement && event.target.closest("dialog[open]")) return;
  const shortcut = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (shortcut && shortcut.offsetParent !== null) {
    event.preventDefault();
    shortcut.focus();
    shortcut.select?.();
    return;
  }
  if (event.key === "g") {
    afterG = event.timeStamp;
    return;
  }
  if (afterG && event.timeStamp - afterG < 1500) {
    const place = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    afterG = 0;
    if (place) {
      event.preventDefault();
      place.click();
    }
  }
});

/* ---- ticked rows ---- */
function countTicked(form) {
  const rows = [...form.querySelectorAll("[data-select-row]")];
  const ticked = rows.filter((row) => row.checked).length;
  for (const place of form.querySelectorAll("[data-selected-count]")) place.textContent = String(ticked);
  for (const bar of form.querySelectorAll("[data-bulkbar]")) bar.hidden = ticked === 0;
  form.toggleAttribute("data-ticked", ticked > 0);
  const all = form.querySelector("[data-select-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
}

let lastTicked = null;

document.addEventListener("click", (event) => {
  const row = event.target;
  if (!(row instanceof HTMLInputElement) || !row.matches("[data-select-row]")) return;
  const form = row.closest("form[data-bulk]");
  if (event.shiftKey && form && lastTicked && form.contains(lastTicked)) {
    const rows = [...form.querySelectorAll("[data-select-row]")];
    const [from, to] = [rows.indexOf(lastTicked), rows.indexOf(row)].sort((a, b) => a - b);
    for (const each of rows.slice(from, to + 1)) each.checked = row.checked;
  }
  lastTicked = row;
  if (form) countTicked(form);
});

document.addEventListener("change", (event) => {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return;
  const form = target.closest("form");
  if (target.matches("[data-select-all]") && form) {
    for (const row of form.querySelectorAll("[data-select-row]")) row.checked = target.checked;
    countTicked(form);
  }
  if (target.matches("[data-autosubmit]")) form?.requestSubmit();
});

/* a table that scrolls sideways must be reachable by keyboard */
function markScrolling() {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth + 1) {
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "region");
      wrap.setAttribute("aria-label", wrap.querySelector("caption")?.textContent.trim() || document.title);
    } else {
      wrap.removeAttribute("tabindex");
      wrap.removeAttribute("role");
    }
  }
}
window.addEventListener("resize", markScrolling);

function prepare(root) {
  markScrolling();
  for (const form of root.querySelectorAll("form[data-bulk]")) countTicked(form);
  root.querySelector("[data-focus]")?.focus();
}

/* ---- presses ---- */
document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-dialog], [data-copy], [data-print], [data-select-none], [data-dialog-close], [data-back], [data-reload]") : null;
  if (!target) {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    return;
  }
  if (target.matches("[data-print]")) window.print();
  if (target.matches("[data-back]") && history.length > 1) {
    event.preventDefault();
    history.back();
  }
  if (target.matches("[data-reload]")) {
    event.preventDefault();
    location.reload();
  }
  if (target.matches("[data-dialog-close]")) {
    event.preventDefault();
    target.closest("dialog")?.close();
  }
  if (target.matches("[data-copy]")) {
    await navigator.clipboard?.writeText(target.dataset.copy);
    toast(words.copied ?? "Copied.", { seconds: 3 });
  }
  if (target.matches("[data-select-none]")) {
    const form = target.closest("form");
    for (const row of form.querySelectorAll("[data-select-row]")) row.checked = false;
    countTicked(form);
  }
  if (target.matches("a[data-dialog]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    await openDialog(target);
  }
});

async function openDialog(link) {
  const dialog = document.getElementById("dialog");
  if (!dialog?.showModal) {
    location.assign(link.href);
    return;
  }
  try {
    const answer = await fetch(link.href, { headers: { "X-Dialog": "1" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.querySelector("[data-dialog-content]");
    if (!answer.ok || answer.redirected || !content) {
      location.assign(link.href);
      return;
    }
    for (const form of content.querySelectorAll("form:not([action])")) form.action = link.href;
    for (const cancel of content.querySelectorAll("a.btn-link")) cancel.setAttribute("data-dialog-close", "");
    dialog.replaceChildren(document.importNode(content, true));
    dialog.showModal();
    dialog.addEventListener("close", () => link.focus(), { once: true });
  } catch {
    toast(words.failed ?? "Could not reach the server. Nothing was changed. Try again.");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  }
});

/* ---- connection, fragments ---- */
function showConnection() {
  const mark = document.getElementById("offline-mark");
  if (mark) mark.hidden = navigator.onLine;
}
window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);

document.body.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value ?? "", event.detail));
document.body.addEventListener("htmx:sendError", () => toast(words.failed ?? "Could not reach the server. Nothing was changed. Try again."));
document.body.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.elt ?? document.body));
document.body.addEventListener("htmx:beforeSwap", (event) => {
  /* a refused form comes back as 409 or 422 with the reasons in it: show it where it was asked for */
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

showConnection();
prepare(document);

/* ---- the device's outbox and kept pages (only for a signed-in person) ---- */
const membership = document.body.dataset.membership ?? "";

function showUnsent(summary) {
  const mark = document.getElementById("unsent");
  if (!mark) return;
  mark.hidden = summary.unsent === 0;
  mark.querySelector("[data-unsent-count]").textContent = String(summary.unsent);
  mark.toggleAttribute("data-old", summary.old);
  if (summary.paused) mark.title = words.paused ?? "";
}

let unsentPageKept = false;

/* whoever has something unsent must be able to see it without a connection */
async function keepUnsentPage(summary) {
  if (unsentPageKept || !membership || summary.unsent === 0 || !("serviceWorker" in navigator)) return;
  unsentPageKept = true;
  const worker = (await navigator.serviceWorker.ready).active;
  worker.postMessage({ type: "keep", owner: membership, page: "/unsent/" });
}

async function startOutbox() {
  const { openQueue } = await import("./queue.js");
  const queue = await openQueue({ owner: membership });
  queue.subscribe(showUnsent);
  queue.subscribe(keepUnsentPage);
  if (membership && (await queue.summary()).unsent) queue.start();
  for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", (event) => signOut(event, form, queue));
}

async function signOut(event, form, queue) {
  if (form.dataset.confirmed) return;
  event.preventDefault();
  const { unsent } = await queue.summary();
  if (unsent && !window.confirm((words.unsent ?? "{n} entries are not sent yet. Signing out deletes them from this device. Sign out?").replace("{n}", unsent))) return;
  await queue.wipe({ force: true });
  const { forgetAll } = await import("./drafts.js");
  forgetAll();
  navigator.serviceWorker?.controller?.postMessage({ type: "forget" });
  form.dataset.confirmed = "1";
  form.requestSubmit();
}

async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  const worker = (await navigator.serviceWorker.ready).active;
  worker.postMessage({ type: "owner", owner: membership });
  if (document.body.hasAttribute("data-keep-offline")) {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.includes("/static/"));
    worker.postMessage({ type: "keep", owner: membership, page: location.pathname, files });
  }
  for (const page of (document.body.dataset.keepAlso ?? "").split(" ").filter(Boolean)) worker.postMessage({ type: "keep", owner: membership, page, fresh: Number(document.body.dataset.keepFresh ?? 0), language: document.documentElement.lang });
}

if (membership || document.querySelector("form[data-sign-out]")) startOutbox().catch(() => {});
if (membership) {
  if (document.readyState === "complete") startWorker().catch(() => {});
  else window.addEventListener("load", () => startWorker().catch(() => {}));
}
/* also on the page after a form, which often has no field: there the drafts learn that the form was accepted */
function formJustSent() {
  try {
    return sessionStorage.getItem("safeloop-draft-sent") !== null;
  } catch {
    return false; /* storage forbidden: no draft was kept either */
  }
}
if (document.querySelector("[data-draft], [data-draft-form]") || formJustSent()) import("./drafts.js");
if (document.querySelector("[data-signature]")) import("./signature.js");
if (document.querySelector("[data-camera]")) import("./camera.js");
document.addEventListener("drafts:restored", () => toast(words.restored ?? "What you had typed was restored from this device."));
