/* Photos from the phone's camera: preview at once, made smaller on the device, hashed.

   Markup: components/camera.html. Without scripts it stays a plain file input.
   await shrink(file, { longest: 2560, quality: 0.85 }) -> { blob, sha256, width, height, name, taken_at }
        a JPEG that is small enough is left byte for byte as it is; what cannot be decoded here (HEIC outside Safari) is left as it is, width 0:
        the server decodes it
   attachCamera(element, { onPhoto, keep }) ; attachAll(root)
        onPhoto(photo) is awaited for each photo; keep (default true): the photos also stay in the file input of a plain form.
   The element fires "camera:photo" { photo } for each photo and "camera:remove" { photo } when one is taken away.
   element.dataset.cameraBusy is set while photos are being worked on. */

import { sha256 } from "./hash.js";

const SMALL = 3_500_000;
const cameras = new WeakMap();

export async function shrink(file, { longest = 2560, quality = 0.85 } = {}) {
  const name = (file.name || "photo").replace(/\.[a-z0-9]+$/i, "");
  const taken_at = new Date(file.lastModified || Date.now()).toISOString();
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { blob: file, sha256: await sha256(file), width: 0, height: 0, name: file.name || name, taken_at };
  }
  const { width, height } = picture;
  const scale = Math.min(1, longest / Math.max(width, height));
  if (scale === 1 && file.type === "image/jpeg" && file.size <= SMALL) {
    picture.close();
    return { blob: file, sha256: await sha256(file), width, height, name: `${name}.jpg`, taken_at };
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality))) ?? file;
  return { blob, sha256: await sha256(blob), width: canvas.width, height: canvas.height, name: `${name}.jpg`, taken_at };
}

export function attachAll(root = document, options = {}) {
  return [...root.querySelectorAll("[data-camera]")].map((element) => attachCamera(element, options));
}

export function attachCamera(element, options = {}) {
  const known = cameras.get(element);
  if (known) {
    Object.assign(known.options, options);
    return known;
  }
  const camera = { element, options: { keep: true, ...options }, photos: [] };
  cameras.set(element, camera);
  const input = element.querySelector("[data-camera-input]");
  const shots = element.querySelector("[data-camera-shots]");

  const hold = () => {
    if (!camera.options.keep || typeof DataTransfer !== "function") return;
    const files = new DataTransfer();
    for (const photo of camera.photos) files.items.add(new File([photo.blob], photo.name, { type: photo.blob.type }));
    input.files = files.files;
  };

  const show = (photo) => {
    const line = document.createElement("li");
    const image = document.createElement("img");
    const address = URL.createObjectURL(photo.blob);
    image.src = address;
    image.alt = photo.name;
    image.onload = image.onerror = () => URL.revokeObjectURL(address);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", `${shots.dataset.removeLabel ?? "Remove"}: ${photo.name}`);
    remove.textContent = "✕";
    remove.addEventListener("click", () => {
      camera.photos = camera.photos.filter((each) => each !== photo);
      line.remove();
      hold();
      input.focus();
      element.dispatchEvent(new CustomEvent("camera:remove", { bubbles: true, detail: { photo } }));
    });
    line.append(image, remove);
    shots.append(line);
  };

  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.length) return;
    element.dataset.cameraBusy = "1";
    if (!input.multiple) {
      camera.photos = [];
      shots.replaceChildren();
    }
    for (const file of files) {
      const photo = await shrink(file);
      camera.photos.push(photo);
      show(photo);
      await camera.options.onPhoto?.(photo);
      element.dispatchEvent(new CustomEvent("camera:photo", { bubbles: true, detail: { photo } }));
    }
    if (camera.options.keep) hold();
    else input.value = "";
    delete element.dataset.cameraBusy;
  });
  return camera;
}

attachAll();
