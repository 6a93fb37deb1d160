// The few things a page cannot do without a script; every page also works when this file never arrives.
(() => {
  "use strict";
  document.body.classList.add("sd-live");

  // After a form came back with errors: to the summary, also when only a part of the page was changed.
  const toErrors = (root) => root.querySelector("#error-summary")?.focus();
  toErrors(document);

  // One large button in the place of each player; one sound at a time.
  const toButtons = (root) =>
    root.querySelectorAll(".sd-sound audio:not([hidden])").forEach((audio) => {
      audio.hidden = true;
      audio.nextElementSibling.hidden = false;
    });
  toButtons(document);

  document.addEventListener("htmx:after:swap", () => {
    toErrors(document);
    toButtons(document);
    // A changed part may carry words to be read out: <p data-announce>12 resultados</p>
    const said = document.querySelector("[data-announce]");
    const live = document.getElementById("live");
    if (said && live) live.textContent = said.textContent;
  });

  document.addEventListener("click", (event) => {
    const exit = event.target.closest("[data-exit]");
    if (exit) {
      // replace() leaves no entry to come back to with the Back button.
      event.preventDefault();
      document.body.hidden = true;
      location.replace(exit.href);
    }
    if (event.target.closest("[data-print]")) print();
    const tapped = event.target.closest(".sd-sound__button")?.previousElementSibling;
    if (tapped) {
      const wasPlaying = !tapped.paused;
      document.querySelectorAll(".sd-sound audio").forEach((audio) => audio.pause());
      tapped.currentTime = 0;
      if (!wasPlaying) tapped.play();
    }
  });

  // A second press on the same button is not sent again. The server would recognise it; this saves the wait.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
})();
