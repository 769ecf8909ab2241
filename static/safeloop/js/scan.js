/* Reads QR codes with the camera where the browser can (BarcodeDetector); elsewhere the typed field below serves.

   The page works without a connection too. A label then leads where its address leads: the service worker finds, by its hash, the place
   where a round begins. What only the server knows (a case number, a document) is said to need a connection, and stays in the field. */

const ADDRESS = /\/c\/([A-Za-z0-9-]{20,40})\/?(?:[?#].*)?$/; /* these two as enterprises.codes.rules.token_in() reads them */
const TYPED = /^[A-Za-z0-9]{4}(?:[- ]?[A-Za-z0-9]{4}){4}$/;

const box = document.querySelector("[data-scanner]");
const field = document.getElementById("code");
const unreached = document.querySelector("[data-scan-unreached]");

function labelIn(text) {
  const scanned = text.trim();
  return ADDRESS.exec(scanned)?.[1] ?? (TYPED.test(scanned) ? scanned.replaceAll(" ", "") : "");
}

/* true where it led somewhere */
function follow(text) {
  const label = labelIn(text);
  if (label) location.assign(`/c/${label}/`);
  else if (!navigator.onLine) unreached.hidden = false;
  return Boolean(label) || !navigator.onLine;
}

async function start() {
  const video = box.querySelector("[data-scanner-view]");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  await video.play();
  const look = async () => {
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return void requestAnimationFrame(look);
    video.srcObject.getTracks().forEach((track) => track.stop());
    field.value = code.rawValue;
    box.querySelector("[data-scanner-start]").hidden = false;
    if (!follow(code.rawValue)) field.form.submit();
  };
  look();
}

field.form.addEventListener("submit", (event) => {
  unreached.hidden = true;
  if (follow(field.value)) event.preventDefault();
});

/* the kept copy of this page answered in place of the server */
const asked = new URLSearchParams(location.search).get("code") ?? "";
if (asked && !field.value) {
  field.value = asked;
  unreached.hidden = false;
}

if (box && "BarcodeDetector" in window && navigator.mediaDevices) {
  box.hidden = false;
  box.querySelector("[data-scanner-start]").addEventListener("click", (event) => {
    event.currentTarget.hidden = true;
    start().catch(() => { box.hidden = true; });
  });
}
