// Compares a dropped or chosen file with the hash of the issued one, on this device only.
const box = document.getElementById("compare");

/** Returns the SHA-256 of a file as lower-case hexadecimal. */
export async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (box) {
  const input = document.getElementById("compare-file");
  const result = document.getElementById("compare-result");
  const compare = async (file) => {
    if (!file) return;
    try {
      const same = [box.dataset.sha256, box.dataset.signed].includes(await sha256(file));
      result.textContent = same ? box.dataset.same : box.dataset.other;
      result.className = same ? "mt-3 fw-bold text-success" : "mt-3 fw-bold text-danger";
    } catch {
      result.textContent = box.dataset.failed;
      result.className = "mt-3 fw-bold text-danger";
    }
  };
  input.addEventListener("change", () => compare(input.files[0]));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  });
}
