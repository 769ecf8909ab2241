/* Where the device is, as far as the person lets the browser say it: never required.

   const place = await whereabouts({ patience })      { latitude, longitude, accuracy_metres } as texts, or null
   form[data-whereabouts]                             its hidden latitude and longitude are filled in from the first touch on */

export function whereabouts({ patience = 20_000 } = {}) {
  return new Promise((resolve) => {
    if (!navigator.geolocation) resolve(null);
    else {
      navigator.geolocation.getCurrentPosition(({ coords }) => resolve({
        latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy_metres: String(Math.round(coords.accuracy)),
      }), () => resolve(null), { maximumAge: 120_000, timeout: patience });
    }
  });
}

for (const form of document.querySelectorAll("form[data-whereabouts]")) {
  const ask = async () => {
    const place = await whereabouts();
    if (place) for (const name of ["latitude", "longitude"]) form.elements[name].value = place[name];
  };
  form.addEventListener("focusin", ask, { once: true });
}
