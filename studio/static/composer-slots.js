// What opens at a block: an editor for one value, and a menu. Both answer once; null when left.

function opened(anchor, host, element, { focus }) {
  element.popover = "auto";
  host.append(element);
  return new Promise((resolve) => {
    let answer = null;
    element.finish = (value) => { answer = value; element.hidePopover(); };
    element.addEventListener("toggle", ({ newState }) => {
      if (newState !== "closed") return;
      element.remove();
      resolve(answer);
    });
    element.showPopover();
    const place = anchor.getBoundingClientRect(), own = element.getBoundingClientRect();
    const below = innerHeight - place.bottom >= Math.min(own.height + 8, place.top);
    element.style.left = `${Math.max(8, Math.min(place.left, innerWidth - own.width - 8))}px`;
    element.style.top = below ? `${place.bottom + 4}px` : `${Math.max(8, place.top - own.height - 4)}px`;
    element.style.maxHeight = `${Math.max(160, (below ? innerHeight - place.bottom : place.top) - 16)}px`;
    focus().focus();
  });
}

const made = (name, attributes, ...children) => {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) one.setAttribute(key, value);
  one.append(...children);
  return one;
};

const FIELD = { date: { type: "date" }, time: { type: "text", pattern: "\\d{2}:\\d{2}([+\\-]\\d{2}:\\d{2})?" }, number: { type: "text", inputmode: "decimal" } };

/** Ask for the value of a slot. Resolves to a text, to {chosen} for one of the choices as it is written, or null. */
export function openSlot(anchor, { host, slot, value, choices, words, language }) {
  const free = slot !== "pick" && !(slot === "word" && choices.length);
  const input = made("input", { ...(FIELD[slot] ?? { type: "text" }), name: "value", "aria-label": free ? words.blocks_value : words.blocks_filter, placeholder: free ? undefined : words.blocks_filter, autocomplete: "off", spellcheck: slot === "text" || slot === "comment" ? undefined : "false" });
  if (free) input.value = value;
  const list = made("div", { class: "menu-items", role: "listbox", "aria-label": words.blocks_other });
  const form = made("form", { class: "slot-editor" }, input);
  const fill = () => {
    const sought = free ? "" : input.value.trim().toLocaleLowerCase();
    list.replaceChildren(...choices.filter(({ text, help }) => !sought || `${text} ${help[language]}`.toLocaleLowerCase().includes(sought)).map(({ text, help }) => {
      const one = made("button", { type: "button", role: "option", "aria-selected": String(text === value || text === anchor.textContent), tabindex: "-1" }, made("b", {}, text));
      if (help[language]) one.append(made("span", {}, help[language]));
      one.addEventListener("click", () => form.finish({ chosen: text }));
      return one;
    }));
  };
  if (free) form.append(made("div", { class: "slot-buttons" }, made("button", { class: "button small" }, words.blocks_apply), Object.assign(made("button", { type: "button", class: "button small outline" }, words.blocks_cancel), { onclick: () => form.finish(null) })));
  if (choices.length) { fill(); form.append(list); }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (free) form.finish(input.value);
    else list.querySelector("button")?.click();
  });
  if (!free) input.addEventListener("input", fill);
  form.addEventListener("keydown", (event) => walk(event, form, input));
  return opened(anchor, host, form, { focus: () => { if (free) queueMicrotask(() => input.select?.()); return input; } });
}

/** Let somebody choose from groups of {name, help, keys, value}; the value, or null. */
export function openMenu(anchor, { host, groups, words }) {
  const items = groups.filter((group) => group.items.length);
  const menu = made("div", { class: "block-menu" });
  const many = items.reduce((sum, group) => sum + group.items.length, 0) > 12;
  const input = made("input", { type: "search", "aria-label": words.blocks_filter, placeholder: words.blocks_filter, autocomplete: "off" });
  const list = made("div", { class: "menu-items", role: "menu" });
  const fill = () => {
    const sought = input.value.trim().toLocaleLowerCase();
    list.replaceChildren();
    for (const { label, items: entries } of items) {
      const fitting = entries.filter(({ name, help = "" }) => `${name} ${help}`.toLocaleLowerCase().includes(sought));
      if (label && fitting.length) list.append(made("p", { class: "menu-label", role: "presentation" }, label));
      for (const { name, help, keys, value } of fitting) {
        const one = made("button", { type: "button", role: "menuitem", tabindex: "-1" }, made("b", {}, name));
        if (help) one.append(made("span", {}, help));
        if (keys) one.append(made("kbd", {}, keys));
        one.addEventListener("click", () => menu.finish(value));
        list.append(one);
      }
    }
    if (!list.children.length) list.append(made("p", { class: "menu-label" }, words.blocks_nothing_fits));
  };
  fill();
  if (many) { input.addEventListener("input", fill); menu.append(input); }
  menu.append(list);
  menu.addEventListener("keydown", (event) => walk(event, menu, input));
  return opened(anchor, host, menu, { focus: () => (many ? input : list.querySelector("button") ?? menu) });
}

function walk(event, element, input) {
  const row = [...element.querySelectorAll(".menu-items button")];
  const at = row.indexOf(document.activeElement);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && row.length) {
    event.preventDefault();
    const next = at + by;
    (next < 0 && element.contains(input) ? input : row[(next + row.length) % row.length]).focus();
  } else if (event.key === "Home" && at >= 0) { event.preventDefault(); row[0].focus(); }
  else if (event.key === "End" && at >= 0) { event.preventDefault(); row.at(-1).focus(); }
  else if (event.key === "Enter" && event.target === input && row.length && element.classList.contains("block-menu")) { event.preventDefault(); row[0].click(); }
}
