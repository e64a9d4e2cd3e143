// Everything one may go to, by Ctrl K. Without script the link leads to the list of campaigns.
const opener = document.querySelector("[data-palette]");
const dialog = document.getElementById("palette");
if (opener && dialog) {
  const input = dialog.querySelector("input"), list = dialog.querySelector("ul");
  let items = null, at = 0;

  const fitting = () => {
    const words = input.value.trim().toLocaleLowerCase().split(/\s+/);
    return items.filter(({ name, hint }) => words.every((word) => `${name} ${hint}`.toLocaleLowerCase().includes(word))).slice(0, 12);
  };
  function show() {
    const found = fitting();
    at = Math.min(at, Math.max(0, found.length - 1));
    list.replaceChildren(...found.map((item, place) => {
      const row = document.createElement("li"), name = document.createElement("b"), hint = document.createElement("span");
      row.id = `palette-${place}`; row.setAttribute("role", "option"); row.setAttribute("aria-selected", String(place === at));
      name.textContent = item.name; hint.textContent = item.hint;
      row.append(name, hint);
      row.addEventListener("click", () => go(item));
      return row;
    }));
    if (found.length === 0) { const none = document.createElement("li"); none.className = "muted"; none.setAttribute("role", "option"); none.setAttribute("aria-disabled", "true"); none.textContent = list.dataset.none; list.append(none); }
    input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
  }
  function go(item) {
    if (item.url) return location.assign(item.url);
    const form = new FormData();
    form.set("scheme", item.scheme);
    form.set("csrf", document.querySelector('input[name="csrf"]').value);
    fetch("/studio/appearance", { method: "POST", body: new URLSearchParams(form), credentials: "same-origin", redirect: "manual" }).then(() => location.reload());
  }
  async function open() {
    items ??= (await (await fetch(opener.dataset.palette, { credentials: "same-origin" })).json()).items;
    at = 0;
    input.value = "";
    show();
    dialog.showModal();
    input.focus();
  }
  opener.addEventListener("click", (event) => { event.preventDefault(); open(); });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) { event.preventDefault(); if (dialog.open) dialog.close(); else open(); }
  });
  input.addEventListener("input", () => { at = 0; show(); });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key], found = fitting();
    if (by && found.length) { event.preventDefault(); at = (at + by + found.length) % found.length; show(); }
    else if (event.key === "Enter") { event.preventDefault(); if (found[at]) go(found[at]); }
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
