/* A signature, drawn with a finger, a pen or a mouse; or, for whoever cannot draw, a typed name.

   Markup: components/signature.html. Without scripts only the typed name is offered.
   attachSignature(element) -> pad;  attachAll(root) attaches every [data-signature].
   pad.empty                true while nothing was drawn
   pad.typed                the typed name
   pad.clear(), pad.undo()
   await pad.toBlob()       a PNG of the strokes as they were at the call (white ground, 2x), or null when empty
   pad.strokes              list of strokes, each a list of [x, y] from 0 to 1; assign to draw a stored one again
   The element fires "signature:change" with { empty, typed } after each stroke and each letter.
   The hidden field [data-signature-value] always holds the PNG as a data URL, so a plain form carries it too. */

const INK = "#10233f";
const pads = new WeakMap();

export function attachAll(root = document) {
  return [...root.querySelectorAll("[data-signature]")].map(attachSignature);
}

export function attachSignature(element) {
  if (!pads.has(element)) pads.set(element, new Pad(element));
  return pads.get(element);
}

class Pad {
  constructor(element) {
    this.element = element;
    this.canvas = element.querySelector("[data-signature-canvas]");
    this.value = element.querySelector("[data-signature-value]");
    this.name = element.querySelector("[data-signature-typed]");
    this.hint = element.querySelector("[data-signature-hint]");
    this.lines = [];
    this.line = null;
    this.pointer = null;
    element.querySelector("[data-signature-pad]").hidden = false;
    element.querySelector("[data-signature-tools]").hidden = false;
    const alternative = element.querySelector("[data-signature-alternative]");
    if (alternative && !this.typed) alternative.open = false;
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) this.canvas.addEventListener(end, (event) => this.up(event));
    element.querySelector("[data-signature-undo]")?.addEventListener("click", () => this.undo());
    element.querySelector("[data-signature-clear]")?.addEventListener("click", () => this.clear());
    this.name?.addEventListener("input", () => this.changed());
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.fit();
  }

  get empty() { return this.lines.length === 0; }
  get typed() { return this.name?.value.trim() ?? ""; }
  get strokes() { return this.lines.map((line) => line.map((point) => [...point])); }
  set strokes(lines) {
    this.lines = lines.map((line) => line.map((point) => [...point]));
    this.draw();
    this.changed();
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  down(event) {
    if (this.pointer !== null || event.button > 0) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      /* a pointer that has already left cannot be captured; drawing goes on inside the canvas */
    }
    this.line = [this.point(event)];
    this.lines.push(this.line);
    this.draw();
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) this.line.push(this.point(each));
    this.draw();
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.line = null;
    this.changed();
  }

  undo() {
    this.lines.pop();
    this.draw();
    this.changed();
  }

  clear() {
    this.lines = [];
    this.draw();
    this.changed();
  }

  fit() {
    const box = this.canvas.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(box.width * scale), Math.round(box.height * scale)];
    if (!width || (this.canvas.width === width && this.canvas.height === height)) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.draw();
  }

  draw() {
    paint(this.canvas, this.lines);
    if (this.hint) this.hint.hidden = !this.empty;
  }

  picture() {
    const box = this.canvas.getBoundingClientRect();
    const copy = document.createElement("canvas");
    copy.width = Math.round((box.width || 320) * 2);
    copy.height = Math.round((box.height || 200) * 2);
    const pen = copy.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, copy.width, copy.height);
    paint(copy, this.lines, { keep: true });
    return copy;
  }

  toBlob() {
    if (this.empty) return Promise.resolve(null);
    const picture = this.picture();
    return new Promise((resolve) => picture.toBlob(resolve, "image/png"));
  }

  changed() {
    if (this.value) this.value.value = this.empty ? "" : this.picture().toDataURL("image/png");
    this.element.dispatchEvent(new CustomEvent("signature:change", { bubbles: true, detail: { empty: this.empty, typed: this.typed } }));
  }
}

function paint(canvas, lines, { keep = false } = {}) {
  const pen = canvas.getContext("2d");
  if (!keep) pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = pen.fillStyle = INK;
  pen.lineWidth = Math.max(2, canvas.height / 80);
  pen.lineCap = pen.lineJoin = "round";
  for (const line of lines) {
    const at = line.map(([x, y]) => [x * canvas.width, y * canvas.height]);
    pen.beginPath();
    if (at.length < 3) {
      pen.arc(at[0][0], at[0][1], pen.lineWidth * 0.7, 0, 2 * Math.PI);
      pen.fill();
      continue;
    }
    pen.moveTo(...at[0]);
    for (let i = 1; i < at.length - 1; i += 1) pen.quadraticCurveTo(...at[i], (at[i][0] + at[i + 1][0]) / 2, (at[i][1] + at[i + 1][1]) / 2);
    pen.lineTo(...at[at.length - 1]);
    pen.stroke();
  }
}

attachAll();
