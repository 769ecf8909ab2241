/* The page of what this device has not sent yet: each entry with its state, and what can be done about it. */

import { openQueue } from "./queue.js";
import { element, fill, json } from "./visit_dom.js";

const page = document.querySelector("[data-unsent-page]");
const words = json("visit-words");
const STATES = ["parked", "sending", "waiting"];

const queue = await openQueue();

async function show(summary) {
  const items = await queue.list({ states: STATES });
  const list = page.querySelector("[data-unsent-list]");
  list.hidden = !items.length;
  list.replaceChildren(...items.map(line));
  const parts = [summary.unsent ? fill(words.unsent, { n: summary.unsent }) : words.nothing_unsent];
  if (summary.foreign) parts.push(fill(words.others, { n: summary.foreign }));
  if (summary.old) parts.push(words.old);
  if (summary.paused) parts.push(words.paused);
  page.querySelector("[data-unsent-summary]").textContent = parts.join(" ");
}

function line(item) {
  const tools = element("span", {});
  if (item.state === "parked") {
    const retry = element("button", { css: "btn btn-secondary btn-sm", type: "button", text: words.retry });
    retry.addEventListener("click", () => queue.retry(item.id));
    const discard = element("button", { css: "btn btn-link btn-sm text-danger", type: "button", text: words.discard });
    discard.addEventListener("click", () => window.confirm(words.discard_sure) && queue.discard(item.id));
    tools.append(retry, discard);
  }
  const why = item.last_error?.message && item.state === "parked" ? item.last_error.message : words[item.state];
  const title = item.group ? element("a", { href: `/visits/${item.group}/`, text: item.title || item.kind }) : element("b", { text: item.title || item.kind });
  return element("li", { "data-state": item.state }, element("span", { text: new Date(item.created_at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }) }), title, tools, element("span", { css: "queue-why", text: why }));
}

page.querySelector("[data-unsent-retry]").addEventListener("click", () => queue.retryAll());
page.querySelector("[data-unsent-export]").addEventListener("click", async () => {
  const address = URL.createObjectURL(await queue.exportFile());
  const link = element("a", { href: address, download: `safeloop-${new Date().toISOString().slice(0, 10)}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
});
queue.subscribe(show);
