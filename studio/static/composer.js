// Every studio page: figures that refresh themselves, and a few keys. All of it is comfort; no page needs it.
const EVERY = 10000;
const KEYS = "bottlecap.single-keys";

async function refresh() {
  if (document.visibilityState !== "visible" || !document.querySelector("[data-live]")) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    const busy = part.contains(document.activeElement) || !getSelection().isCollapsed;
    if (next && !busy && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
  }
}
if (document.querySelector("[data-live]")) setInterval(refresh, EVERY);

// On a phone the rooms scroll sideways: the one we are in is in sight.
const here = document.querySelector(".rooms [aria-current]");
const strip = here?.closest(".rooms");
if (strip) strip.scrollLeft = here.getBoundingClientRect().left - strip.getBoundingClientRect().left + strip.scrollLeft - 48;

// Single keys can be switched off on the help page (WCAG 2.2, 2.1.4).
const enabled = () => localStorage.getItem(KEYS) !== "off";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || !enabled()) return;
  if (event.key === "?") location.assign(document.body.dataset.help);
  else if (event.key === "n") location.assign("/studio/campaigns/new");
  else if (event.key === "/") {
    const field = document.querySelector('[data-key="/"]');
    if (field) field.focus(); else location.assign("/studio/campaigns");
  } else return;
  event.preventDefault();
});

const toggle = document.querySelector("[data-single-keys]");
if (toggle) {
  const box = toggle.querySelector("input");
  box.checked = enabled();
  box.addEventListener("change", () => localStorage.setItem(KEYS, box.checked ? "on" : "off"));
  toggle.hidden = false;
}

// A short name grows with the title until somebody writes one.
const title = document.querySelector("input#title"), slug = document.querySelector("input#slug");
if (title && slug && !slug.value) {
  let own = false;
  slug.addEventListener("input", () => { own = slug.value !== ""; });
  title.addEventListener("input", () => {
    const words = title.value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
    if (!own) slug.value = words;
  });
}
