// Reads a customer's QR code with the camera: with the browser's own reader, or with ours where it has none, as on iPhones.
const box = document.querySelector("[data-camera]");

if (box && navigator.mediaDevices?.getUserMedia) {
  const start = box.querySelector("[data-start]");
  const frame = box.querySelector("[data-frame]");
  const video = box.querySelector("[data-video]");
  const said = box.querySelector("[data-said]");
  const label = start.textContent;
  const WIDTH_MAX = 640; // a code held before a phone is large enough by far, and reading stays quick
  let stream = null, read = null;

  async function reader() {
    const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
    if (formats?.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(video).catch(() => []))[0]?.rawValue;
    }
    const { decodeQR } = await import(box.dataset.decoder);
    const canvas = document.createElement("canvas"), picture = canvas.getContext("2d", { willReadFrequently: true });
    return () => {
      const scale = Math.min(1, WIDTH_MAX / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      picture.drawImage(video, 0, 0, canvas.width, canvas.height);
      try {
        return decodeQR(picture.getImageData(0, 0, canvas.width, canvas.height));
      } catch {
        return ""; // no code in this picture
      }
    };
  }

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    frame.hidden = true;
    start.textContent = label;
    said.textContent = "";
  };

  const look = async () => {
    if (!stream) return;
    const found = video.readyState >= 2 && video.videoWidth ? await read() : "";
    if (found && stream) {
      stop();
      navigator.vibrate?.(60);
      location.assign(`/clerk/member?code=${encodeURIComponent(found)}`);
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
      read ??= await reader();
    } catch {
      stop();
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
