// A kiosk's page: asks whether somebody is there, and goes back to the start when nobody answers. Every page of a kiosk
// also does so without this file, by its <noscript> refresh.
(() => {
  "use strict";
  const dialog = document.getElementById("still-there");
  const left = document.getElementById("still-there-left");
  const { after, within, end } = dialog.dataset;
  const isStart = location.pathname === end;
  let last = Date.now();

  // replace() leaves no entry; the start page ends the visit and tells the browser to forget.
  const reset = () => location.replace(end);
  const here = () => {
    last = Date.now();
    if (dialog.open) dialog.close();
  };
  dialog.querySelector("button").addEventListener("click", here);
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(sign, () => dialog.open || (last = Date.now()), { passive: true, capture: true });
  }

  const look = () => {
    const quiet = (Date.now() - last) / 1000 - Number(after);
    if (isStart || quiet < 0) return;
    const remaining = Math.ceil(Number(within) - quiet);
    if (remaining <= 0) return reset();
    left.textContent = remaining;
    if (!dialog.open) dialog.showModal();
  };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);

  // A page brought back from memory was of somebody else: the server says what may be shown now.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // No way out, however a link came here.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && (link.origin !== location.origin || link.target)) event.preventDefault();
  });
})();
