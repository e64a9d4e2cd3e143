// The pages work without this. It spares a double tap a second wait, and copies or sends an invitation.
for (const form of document.forms) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    if (button) setTimeout(() => { button.disabled = true; button.setAttribute("aria-busy", "true"); });
  });
}
// Coming back with the browser's own "back" finds the button ready again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});

const link = document.querySelector("[data-link]");
if (link) {
  const copy = document.querySelector("[data-copy]");
  const send = document.querySelector("[data-send]");
  document.querySelector("[data-scripted]").hidden = false;
  link.addEventListener("focus", () => link.select());
  copy.addEventListener("click", async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      document.execCommand("copy"); // plain http or an old in-app browser
    }
    document.querySelector("[data-said]").textContent = copy.textContent = copy.dataset.done;
  });
  if (navigator.share) {
    send.hidden = false;
    send.addEventListener("click", () => navigator.share({ url: link.value }).catch(() => {}));
  }
}

const countdown = document.querySelector("[data-until]");
if (countdown) {
  const end = Date.parse(countdown.dataset.until);
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    countdown.textContent = `${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}
