/* Risk points on a site plan: svg[data-plan] with data-url (where a spot is sent), g[data-mark] per point. A point is dragged with mouse or
   finger, or moved with the arrow keys while it has the focus; what is said of it goes into [data-plan-status]. The same POST serves the form
   that works without this script. button[data-put] places a point that does not stand on the plan yet in its middle. */

const drawing = document.querySelector("svg[data-plan]");
if (drawing) start(drawing);

function start(svg) {
  const width = Number(svg.dataset.width);
  const height = Number(svg.dataset.height);
  const status = document.querySelector("[data-plan-status]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

  const spot = (mark) => mark.transform.baseVal.getItem(0).matrix;
  const percent = (value, whole) => Math.round((value / whole) * 10000) / 100;
  const within = (value, whole) => Math.min(Math.max(value, 0), whole);

  function move(mark, x, y) {
    mark.setAttribute("transform", `translate(${within(x, width)} ${within(y, height)})`);
  }

  function say(words, mark) {
    const { e, f } = spot(mark);
    status.textContent = words.replace("{point}", mark.dataset.name).replace("{x}", percent(e, width)).replace("{y}", percent(f, height));
  }

  async function send(point, x, y) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, point, x: percent(x, width), y: percent(y, height) });
    try {
      const answer = await fetch(svg.dataset.url, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
      return answer.status === 204;
    } catch {
      return false;
    }
  }

  async function save(mark, before) {
    const { e, f } = spot(mark);
    if (e === before.x && f === before.y) return;
    if (await send(mark.dataset.mark, e, f)) {
      say(svg.dataset.said, mark);
    } else {
      move(mark, before.x, before.y);
      status.textContent = svg.dataset.failed;
    }
  }

  for (const mark of svg.querySelectorAll("[data-mark]")) {
    let before = null;
    let keyed = null;
    let waiting = 0;

    mark.addEventListener("pointerdown", (event) => {
      const { e, f } = spot(mark);
      before = { x: e, y: f };
      mark.setPointerCapture(event.pointerId);
      mark.classList.add("moving");
      event.preventDefault();
      mark.focus({ preventScroll: true });
    });
    mark.addEventListener("pointermove", (event) => {
      if (!before) return;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      move(mark, at.x, at.y);
    });
    const drop = () => {
      if (!before) return;
      const from = before;
      before = null;
      mark.classList.remove("moving");
      save(mark, from);
    };
    mark.addEventListener("pointerup", drop);
    mark.addEventListener("pointercancel", drop);

    mark.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const { e, f } = spot(mark);
      keyed ??= { x: e, y: f };
      const step = (event.shiftKey ? 5 : 1) * (width / 100);
      move(mark, e + way[0] * step, f + way[1] * step);
      say(svg.dataset.moving, mark);
      clearTimeout(waiting);
      waiting = setTimeout(settle, 600);
    });
    const settle = () => {
      clearTimeout(waiting);
      if (!keyed) return;
      const from = keyed;
      keyed = null;
      save(mark, from);
    };
    mark.addEventListener("blur", settle);
  }

  for (const button of document.querySelectorAll("[data-put]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      if (await send(button.dataset.put, width / 2, height / 2)) location.reload();
      else {
        button.disabled = false;
        status.textContent = svg.dataset.failed;
      }
    });
  }
}
