/* The signatures of a visit: officers, the head on site, or the witness of a refusal.

   attachSignatures({ page, store, words }) -> { fit() } ; fit() is called when the step becomes visible. */

import { attachSignature } from "./signature.js";
import { clearDraft, loadDraft, saveDraft } from "./drafts.js";
import { element, entryState, fill, icon } from "./visit_dom.js";
import { clean } from "./visit_store.js";

export function attachSignatures({ page, store, words }) {
  const parts = [...page.querySelectorAll("[data-sign]")].map((section) => attachOne(section, { store, words }));
  const head = page.querySelector("[data-sign='site_head'] [data-sign-name]");
  if (!head) { /* a round of the enterprise itself: only those who did it sign */
    store.subscribe(() => { for (const part of parts) part.show(); });
    return { fit: () => { for (const part of parts) part.pad.fit(); } };
  }
  const choices = [...page.querySelectorAll("input[name='unit-signs']")];
  const refusal = page.querySelector("[data-refusal]");
  const chosen = () => choices.find((choice) => choice.checked)?.value ?? "yes";
  const showUnit = () => {
    for (const section of page.querySelectorAll("[data-unit]")) section.hidden = section.dataset.unit !== chosen();
    for (const part of parts) part.pad.fit();
  };
  const keepRefusal = () => store.saveDetails({ refusal: chosen() === "no" ? clean(refusal.value).trim() : "" }).then(() => clearDraft("refusal"));
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      showUnit();
      keepRefusal();
    });
  }
  let typed = 0;
  refusal.addEventListener("input", () => {
    saveDraft("refusal", refusal.value);
    clearTimeout(typed);
    typed = setTimeout(keepRefusal, 500);
  });
  refusal.addEventListener("change", keepRefusal);
  const waiting = loadDraft("refusal") || store.state.visit.refusal;
  if (waiting) {
    choices.find((choice) => choice.value === "no").checked = true;
    refusal.value = waiting;
  }
  head.addEventListener("change", () => store.saveDetails({ site_head_name: clean(head.value).trim() }));
  store.subscribe(() => {
    if (head !== document.activeElement) head.value = store.state.visit.site_head_name;
    if (refusal !== document.activeElement && store.state.visit.refusal) refusal.value = store.state.visit.refusal;
    for (const part of parts) part.show();
  });
  showUnit();
  return { fit: showUnit };
}

function attachOne(section, { store, words }) {
  const pad = attachSignature(section.querySelector("[data-signature]"));
  const said = section.querySelector("[data-sign-state]");
  const signatory = section.dataset.sign;
  const officer = section.dataset.officer ?? null;
  const name = section.querySelector("[data-sign-name]");
  const post = section.querySelector("[data-sign-post]");
  const mine = () => store.state.signatures.find((each) => each.signatory === signatory && (each.officer ?? null) === officer);
  const draft = `strokes-${signatory}-${officer ?? ""}`;
  const kept = loadDraft(draft);
  if (kept?.length) pad.strokes = kept;
  section.addEventListener("signature:change", () => saveDraft(draft, pad.strokes));

  section.querySelector("[data-sign-keep]").addEventListener("click", async () => {
    const who = name ? clean(name.value).trim() : section.dataset.name;
    const complaint = !who ? words.name_first : pad.empty && !pad.typed ? words.signature_first : "";
    if (complaint) {
      said.replaceChildren(element("span", { css: "entry-state", text: complaint, "data-tone": "danger" }));
      return;
    }
    await store.sign({ signatory, officer, name: who, post: post ? clean(post.value).trim() : store.state.visit.site_head_post, png: pad.empty ? typedPicture(pad.typed) : await address(await pad.toBlob()) });
    pad.clear();
    clearDraft(draft);
  });

  return {
    pad,
    show() {
      const signature = mine();
      if (!signature) {
        if (!said.querySelector("[data-tone='danger']")) said.replaceChildren();
        return;
      }
      if (store.isStale(signature)) {
        said.replaceChildren(element("span", { css: "entry-state", "data-tone": "warn" }, icon("vi-alert"), document.createTextNode(words.sign_again)));
        return;
      }
      const line = element("span", { css: "signed" }, icon("vi-check"), document.createTextNode(fill(words.signed, { name: signature.name })));
      if (signature.png) line.append(element("img", { src: signature.png, alt: "" }));
      const state = element("span", { css: "entry-state" });
      entryState(state, signature.entry, words);
      said.replaceChildren(line, state);
    },
  };
}

function address(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/* for whoever cannot draw: the typed name, written into the picture */
function typedPicture(name) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [800, 240];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#10233f";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = "96px cursive";
  pen.fillText(name, canvas.width / 2, canvas.height / 2, canvas.width - 40);
  return canvas.toDataURL("image/png");
}
