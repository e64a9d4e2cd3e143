// Reads a customer's QR code with the camera where the browser can; everywhere else the code is typed.
const box = document.querySelector("[data-camera]");
const supported = "BarcodeDetector" in window && navigator.mediaDevices
  && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");

if (box && supported) {
  const start = box.querySelector("[data-start]");
  const frame = box.querySelector("[data-frame]");
  const video = box.querySelector("[data-video]");
  const said = box.querySelector("[data-said]");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const label = start.textContent;
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    frame.hidden = true;
    start.textContent = label;
    said.textContent = "";
  };

  const look = async () => {
    if (!stream) return;
    const [found] = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
    if (found?.rawValue) {
      stop();
      navigator.vibrate?.(60);
      location.assign(`/clerk/member?code=${encodeURIComponent(found.rawValue)}`);
    } else {
      setTimeout(look, 120);
    }
  };

  start.addEventListener("click", async () => {
    if (stream) {
      stop();
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.textContent = said.dataset.denied;
      return;
    }
    video.srcObject = stream;
    await video.play();
    frame.hidden = false;
    start.textContent = start.dataset.stop;
    said.textContent = said.dataset.hold;
    look();
  });
  addEventListener("pagehide", stop);
  box.hidden = false;
}
