/* The device's own time goes with an answer to a duty: form input[data-device-time] is filled when it is sent. */
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("input[data-device-time]");
  if (field) field.value = new Date().toISOString();
}, true);
