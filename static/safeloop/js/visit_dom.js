/* Small helpers of the visit's scripts.

   json(id)                      the data that the page carries in <script type="application/json" id="...">
   fill("Unsent: {n}", { n: 3 }) a sentence with its values
   icon("vi-check")                 a copy of an icon of <template id="visit-icons">, by its class
   entryState(line, item, words) says in a line where an entry stands: kept here, being sent, refused and why */

export const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

export function icon(name) {
  const found = document.getElementById("visit-icons")?.content.querySelector(`svg.${name}`);
  return found ? found.cloneNode(true) : document.createTextNode("");
}

export function entryState(line, item, words) {
  if (!item) {
    line.replaceChildren();
    delete line.dataset.tone;
    return;
  }
  const parked = item.state === "parked";
  line.dataset.tone = parked ? "danger" : "warn";
  line.replaceChildren(icon(parked ? "vi-alert" : "vi-upload"), document.createTextNode(parked ? `${words.parked} ${item.last_error?.message ?? ""}` : words[item.state]));
}

export function element(tag, { css = "", text = "", ...rest } = {}, ...children) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
