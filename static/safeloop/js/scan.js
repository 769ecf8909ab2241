// Reads QR codes with the camera where the browser can (BarcodeDetector); elsewhere the typed field below serves.
const box = document.querySelector("[data-scanner]");

async function start() {
  const video = box.querySelector("[data-scanner-view]");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  await video.play();
  const look = async () => {
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return void requestAnimationFrame(look);
    video.srcObject.getTracks().forEach((track) => track.stop());
    const field = document.getElementById("code");
    field.value = code.rawValue;
    field.form.submit();
  };
  look();
}

if (box && "BarcodeDetector" in window && navigator.mediaDevices) {
  box.hidden = false;
  box.querySelector("[data-scanner-start]").addEventListener("click", (event) => {
    event.currentTarget.hidden = true;
    start().catch(() => { box.hidden = true; });
  });
}
