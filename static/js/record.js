// Records into the file field of the page, where the browser can; the field works without it.
(() => {
  "use strict";
  const button = document.querySelector("[data-recorder]");
  const field = document.querySelector("[data-record]");
  const said = document.querySelector("[data-recorded]");
  if (!button || !field || !said || !window.MediaRecorder || !navigator.mediaDevices) return;
  button.hidden = false;
  const start = button.textContent;
  let recorder;

  const finish = (pieces, stream) => {
    stream.getTracks().forEach((track) => track.stop());
    const files = new DataTransfer();
    files.items.add(new File(pieces, "voz", { type: recorder.mimeType }));
    field.files = files.files;
    button.textContent = start;
    said.textContent = button.dataset.ready;
  };

  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") return recorder.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      const pieces = [];
      recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24000 });
      recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
      recorder.addEventListener("stop", () => finish(pieces, stream));
      recorder.start();
      button.textContent = button.dataset.stop;
      said.textContent = "";
      setTimeout(() => recorder.state === "recording" && recorder.stop(), Number(field.dataset.record) * 1000);
    } catch {
      said.textContent = button.dataset.denied;
    }
  });
})();
