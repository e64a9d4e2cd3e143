// The theme editor: the phone and the meter follow the form while somebody types. Without script a button shows the page.
const form = document.querySelector("[data-theme-form]");
const show = form.querySelector("[data-show]");
const phone = form.querySelector("[data-phone]");
const checked = form.querySelector("[data-checked]");
const PAUSE_MS = 300;
let timer = 0;
let asked = 0;

async function check() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok || mine !== asked) return;
  checked.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
}

function follow() {
  form.requestSubmit(show);
  check();
}

form.addEventListener("input", (event) => {
  if (event.target.name === "width") {
    phone.className = `phone whole phone-${event.target.value}`;
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(follow, PAUSE_MS);
});
show.hidden = true;
