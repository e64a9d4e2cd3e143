// What the answers do is shown while they are given.
const form = document.querySelector("[data-recipe]");
const plan = document.getElementById("plan");
let timer = 0, asked = 0;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const own = ++asked;
    const answer = await fetch(form.dataset.recipe, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || own !== asked) return;
    plan.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
  }, 300);
});
