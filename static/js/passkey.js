// Asks the browser for a passkey, or to make one, and puts its answer into the form of the page. Where there is no
// script or no passkey, the same form takes the code of the application.
(() => {
  "use strict";
  const button = document.querySelector("[data-passkey]");
  if (!button || !window.PublicKeyCredential) return;
  const form = button.form;
  const field = form.querySelector("[data-passkey-answer]");
  const said = form.querySelector("[data-passkey-said]");
  const options = JSON.parse(button.dataset.options);
  button.hidden = false;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const named = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const asked = () => {
    const challenge = bytes(options.challenge);
    if (button.dataset.passkey === "get") {
      const allowCredentials = named(options.allowCredentials);
      return navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
    }
    const user = { ...options.user, id: bytes(options.user.id) };
    const excludeCredentials = named(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: { ...options, challenge, user, excludeCredentials } });
  };

  const inText = (key) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) response[part] = text(key.response[part]);
    }
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  };

  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      field.value = inText(await asked());
      form.requestSubmit();
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
})();
