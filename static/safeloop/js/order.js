/* Drag to order: [data-order] holds [data-key] with a [data-handle] each; what results is sent by form[data-order-form].
   The page works without this: each row has buttons that move it one place. */

const list = document.querySelector("[data-order]");
const form = document.querySelector("[data-order-form]");

if (list && form) {
  list.dataset.orderReady = "";
  let dragged = null;
  let before = "";
  const order = () => [...list.querySelectorAll(":scope > [data-key]")].map((row) => row.dataset.key).join(",");

  const over = (y) => [...list.querySelectorAll(":scope > [data-key]")].find((row) => {
    const box = row.getBoundingClientRect();
    return row !== dragged && y >= box.top && y <= box.bottom;
  });

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    dragged = handle.closest("[data-key]");
    before = order();
    dragged.classList.add("dragged");
    event.preventDefault();
  });

  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const row = over(event.clientY);
    if (!row) return;
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(dragged);
    else row.after(dragged);
  });

  const drop = () => {
    if (!dragged) return;
    const mover = dragged;
    dragged = null;
    mover.classList.remove("dragged");
    if (order() === before) return;
    form.elements.order.value = order();
    form.elements.mover.value = mover.dataset.key;
    form.submit();
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

/* After a move by button the page comes back at the item: once the browser has gone there, the focus is on the button. */
const step = new URLSearchParams(location.search).get("moved");
const refocus = () => {
  const row = step && location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const button = row?.querySelector(`button[name="step"][value="${step === "up" ? "up" : "down"}"]:not(:disabled)`) ?? row?.querySelector("button:not(:disabled)");
  button?.focus();
};
const later = () => setTimeout(refocus, 50);
if (document.readyState === "complete") later();
else addEventListener("load", later);
