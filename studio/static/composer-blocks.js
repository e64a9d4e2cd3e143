// The text as blocks, beside the editor and over the same document: each press becomes an edit of the text, so there is one history.
const KEPT = "bottlecap.block"; // where the last copied block is kept
const SLOP = 5; // a press that moves less, in pixels, carries nothing
const EDGE = 48, ROLL = 12; // so near to an edge the list rolls, by so much
export function blocks(cm, view, { host, form, send, urls, words, language, notify, quiet, go, slots: { openMenu, openSlot } }) {
  const text = () => view.state.doc.toString();
  let shown = null, timer = 0, wanted = null, decision = new URLSearchParams(location.search).get("decision") ?? "";

  // ---- keeping the blocks as the text is
  async function refresh() {
    clearTimeout(timer);
    if (form.dataset.view === "text" || host.querySelector(":popover-open")) return;
    const doc = view.state.doc;
    if (doc === shown) return;
    const answer = await fetch(urls.blocks + (decision ? `?decision=${encodeURIComponent(decision)}` : ""), {
      method: "POST", credentials: "same-origin", body: JSON.stringify({ text: doc.toString() }),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf.value },
    }).catch(() => null);
    if (answer?.status === 404 && decision) return replay("");
    if (!answer?.ok || doc !== view.state.doc) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = wanted ?? focused();
    wanted = null;
    host.replaceChildren(...page.body.children);
    shown = doc;
    seat();
    if (held) focus(held);
  }
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 200); };

  const all = () => [...host.querySelectorAll(".block")];
  const lineOf = (block) => Number(block.dataset.line);
  const blockAt = (line) => host.querySelector(`.block[data-line="${line}"]`);
  const own = (block, selector) => [...block.querySelectorAll(selector)].filter((one) => one.closest(".block") === block);

  // One block at a time is reached by Tab; arrows go from block to block.
  function seat(block = host.querySelector(".block")) {
    for (const one of all()) one.tabIndex = one === block ? 0 : -1;
  }
  function focused() {
    const at = document.activeElement;
    if (!host.contains(at)) return null;
    const block = at.closest(".block");
    return block ? { line: lineOf(block), slot: own(block, ".slot").indexOf(at) } : null;
  }
  function focus({ line, slot = -1 }) {
    const block = blockAt(line) ?? all().findLast((one) => lineOf(one) <= line) ?? host.querySelector(".block");
    if (!block) return;
    seat(block);
    (own(block, ".slot")[slot] ?? block).focus({ preventScroll: false });
  }

  // ---- changing the text
  function apply(edits, after) {
    if (!edits.length) return;
    view.dispatch({ changes: edits.map(({ start, end, text: insert }) => ({ from: start, to: end, insert })), userEvent: "input.block" });
    wanted = after ?? focused();
    refresh();
  }
  async function change(act, { line = 0, target = 0, where = "after", insert = "" }, after) {
    const { status, body } = await send(urls.blocks_change, { text: text(), act, line, target, where, insert }, { accept: [422] });
    if (status === 422) return notify(words.blocks_misplaced, [{ text: words.close, run: quiet }]);
    apply(body.edits, after);
  }
  async function put(insert, target, where) {
    const { status, body } = await send(urls.blocks_change, { text: text(), act: "insert", line: 0, target, where, insert }, { accept: [422] });
    if (status === 422 || !body.edits.length) return;
    const [{ start }] = body.edits;
    apply(body.edits, null);
    const doc = view.state.doc;
    let line = doc.lineAt(Math.min(start, doc.length)).number;
    while (line < doc.lines && !doc.line(line).text.trim()) line++;
    wanted = { line };
  }

  const siblings = (block) => [...block.parentElement.children].filter((one) => one.classList.contains("block"));
  function shift(block, by) {
    const row = siblings(block), other = row[row.indexOf(block) + by];
    if (!other) return;
    const size = (one) => Math.max(...[one, ...one.querySelectorAll(".block")].map(lineOf)) - lineOf(one) + 1;
    const line = by < 0 ? lineOf(other) - own(other, ".block-comment .slot").length + own(block, ".block-said > .block-comment .slot").length : lineOf(block) + size(other);
    change("move", { line: lineOf(block), target: lineOf(other), where: by < 0 ? "before" : "after" }, { line });
  }
  const source = (block) => {
    const doc = view.state.doc, first = Math.min(...[...block.querySelectorAll("[data-start]")].map((one) => Number(one.dataset.start)), doc.line(lineOf(block)).from);
    const last = Math.max(...[block, ...block.querySelectorAll(".block")].map(lineOf));
    return doc.sliceString(doc.lineAt(first).from, doc.line(last).to) + "\n";
  };
  // The browser may keep its clipboard closed; within this browser a block is then carried from campaign to campaign all the same.
  const keep = (block) => { const kept = source(block); localStorage.setItem(KEPT, kept); return kept; };
  async function copy(block) {
    const kept = keep(block);
    await navigator.clipboard?.writeText(kept).catch(() => {});
    notify(words.blocks_copied, [{ text: words.close, run: quiet }]);
  }
  async function paste(line) {
    const pasted = await navigator.clipboard?.readText().catch(() => null) || localStorage.getItem(KEPT);
    if (pasted) put(pasted, line, "after");
    else notify(words.blocks_clipboard_closed, [{ text: words.close, run: quiet }]);
  }
  const remove = (block) => change("remove", { line: lineOf(block) }, { line: Math.max(1, lineOf(block) - 1) });

  async function edit(button) {
    const { start, end, slot, value } = button.dataset;
    const offered = ["word", "pick", "text"].includes(slot)
      ? (await send(urls.blocks_choices, { text: text(), start: Number(start), end: Number(end) })).body.choices : [];
    const next = await openSlot(button, { host, slot, value, choices: offered, words, language });
    if (next === null || next === value) return button.focus();
    const written = next.chosen ?? spelled(slot, next, "curly" in button.dataset);
    apply([{ start: Number(start), end: Number(end), text: written }], focused());
  }
  function spelled(slot, value, curly) {
    const line = value.replace(/\s+/g, " ").trim();
    if (slot === "comment") return line && `# ${line}`;
    if (slot === "line") return value.replace(/[\r\n]+/g, " ");
    if (slot !== "text") return line;
    return curly && !line.includes("”") ? `“${line}”` : `"${line.replace(/[\\"]/g, "\\$&")}"`;
  }

  async function add(button, line, where = "into") {
    const { body } = await send(urls.blocks_menu, { text: text(), line });
    const chosen = await openMenu(button, { host, words, language, groups: [{ items: body.within.map((one) => ({ name: one.name[language], help: one.help[language], value: one.text })) }] });
    if (chosen === null) return button.focus();
    put(chosen, line, line ? where : "after");
  }

  async function more(block, button) {
    const line = lineOf(block);
    const { body } = await send(urls.blocks_menu, { text: text(), line });
    const act = (name, run, keys) => ({ name: words[`blocks_${name}`], keys, value: run });
    const chosen = await openMenu(button, {
      host, words, language,
      groups: [
        { items: [
          act("move_up", () => shift(block, -1), "Alt ↑"), act("move_down", () => shift(block, 1), "Alt ↓"),
          act("duplicate", () => change("copy", { line }, { line }), "Ctrl D"),
          act("copy", () => copy(block), "Ctrl C"), act("paste", () => paste(line), "Ctrl V"),
          act("comment_above", () => put("# …", line, "before")),
          act("show_text", () => { setView("both"); go({ line }); }), act("remove", () => remove(block), "Del"),
        ] },
        { label: words.blocks_also_say, items: body.further.map((one) => ({ name: one.text.replace(/^[ ,，]+/, ""), value: () => apply([{ start: one.at, end: one.at, text: one.text }], { line }) })) },
        { label: words.blocks_put_within, items: body.within.map((one) => ({ name: one.name[language], help: one.help[language], value: () => put(one.text, line, "into") })) },
      ],
    });
    if (chosen === null) return button.focus();
    chosen();
  }

  // ---- pointer, keyboard, drag
  host.addEventListener("click", (event) => {
    const at = event.target.closest("button");
    const block = event.target.closest(".block");
    if (!at) { if (block && !host.querySelector(":popover-open")) { seat(block); block.focus(); } return; }
    if (at.classList.contains("slot")) edit(at);
    else if (at.classList.contains("add")) add(at, Number(at.dataset.under));
    else if (at.classList.contains("more")) more(block, at);
    else if (at.classList.contains("leave")) apply([{ start: Number(at.dataset.start), end: Number(at.dataset.end), text: "" }], { line: lineOf(block) });
    else if (at.classList.contains("cure")) apply(JSON.parse(at.dataset.edits), { line: lineOf(block) });
  });

  const pressed = (key) => { for (const one of cm.historyKeymap) if ([one.key, one.linux, one.win].includes(key)) return one.run(view); return false; };
  host.addEventListener("keydown", (event) => {
    if (event.target.closest(":popover-open")) return;
    const block = event.target.closest(".block");
    const mod = event.ctrlKey || event.metaKey;
    const done = (run) => { event.preventDefault(); run(); };
    if (mod && !event.altKey && event.key.toLowerCase() === "z") return done(() => { pressed(event.shiftKey ? "Mod-Shift-z" : "Mod-z") || (event.shiftKey && pressed("Mod-y")); });
    if (mod && event.key === "y") return done(() => pressed("Mod-y"));
    if (!block || event.target !== block) {
      if (event.key === "Escape" && block) done(() => block.focus());
      return;
    }
    const row = all(), step = row[row.indexOf(block) + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (event.altKey && event.key === "ArrowUp") done(() => shift(block, -1));
    else if (event.altKey && event.key === "ArrowDown") done(() => shift(block, 1));
    else if (step) done(() => { seat(step); step.focus(); });
    else if (event.key === "Enter") done(() => (own(block, ".slot")[0] ?? own(block, ".more")[0])?.focus());
    else if (event.key === "/" || event.key === "+") done(() => { const adding = own(block, ".add")[0] ?? block.closest(".within")?.querySelector(":scope > .adding .add") ?? host.querySelector('.add[data-under="0"]'); adding && add(adding, Number(adding.dataset.under)); });
    else if (event.key === "Delete" || event.key === "Backspace") done(() => remove(block));
    else if (mod && event.key === "d") done(() => change("copy", { line: lineOf(block) }, { line: lineOf(block) }));
  });
  for (const kind of ["copy", "cut", "paste"]) host.addEventListener(kind, (event) => {
    const block = event.target.closest?.(".block");
    if (!block || event.target !== block || !getSelection().isCollapsed) return;
    event.preventDefault();
    if (kind === "paste") return put(event.clipboardData.getData("text/plain"), lineOf(block), "after");
    event.clipboardData.setData("text/plain", keep(block));
    if (kind === "cut") remove(block);
  });

  let carried = null, from = null;
  const mark = (block, where) => {
    for (const one of host.querySelectorAll("[data-drop]")) delete one.dataset.drop;
    if (block) block.dataset.drop = where;
  };
  const spot = (event) => {
    const block = document.elementFromPoint(event.clientX, event.clientY)?.closest(".block");
    if (!block || !host.contains(block) || carried.contains(block)) return null;
    const row = block.querySelector(".block-row").getBoundingClientRect();
    const deep = "opens" in block.dataset && event.clientY > row.top + row.height * 0.6 && event.clientX > row.left + 48;
    return { block, where: deep ? "into" : event.clientY < row.top + row.height / 2 ? "before" : "after" };
  };
  // Pointer events, so that a finger carries as a mouse does. Escape lays the block down where it was.
  const lay = () => { carried?.classList.remove("carried"); carried = from = null; mark(null); };
  const roll = (event) => {
    const box = host.getBoundingClientRect(), inner = host.scrollHeight > host.clientHeight + 1;
    const top = inner ? Math.max(box.top, 0) : 0, bottom = inner ? Math.min(box.bottom, innerHeight) : innerHeight;
    const by = event.clientY < top + EDGE ? -ROLL : event.clientY > bottom - EDGE ? ROLL : 0;
    if (by) (inner ? host : document.scrollingElement).scrollBy(0, by);
  };
  host.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    from = { x: event.clientX, y: event.clientY, block: grip.closest(".block") };
    grip.setPointerCapture(event.pointerId);
  });
  host.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (!carried && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLOP) return;
    if (!carried) { carried = from.block; carried.classList.add("carried"); }
    roll(event);
    const found = spot(event);
    mark(found?.block, found?.where);
  });
  host.addEventListener("pointerup", (event) => {
    const found = carried && spot(event);
    if (found) change("move", { line: lineOf(carried), target: lineOf(found.block), where: found.where });
    lay();
  });
  host.addEventListener("pointercancel", lay);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && carried) { event.preventDefault(); lay(); } });

  // ---- a decision of the past replayed on the blocks: the address says which
  const asking = document.getElementById("decision");
  function replay(number) {
    const gone = decision && !number;
    decision = number;
    shown = null;
    const address = new URL(location.href);
    if (number) address.searchParams.set("decision", number); else address.searchParams.delete("decision");
    history.replaceState(null, "", address);
    if (gone) notify(words.blocks_no_decision, [{ text: words.close, run: quiet }]);
    if (form.dataset.view === "text" && number) setView("blocks"); else refresh();
  }
  if (asking) {
    asking.value = decision;
    const start = () => { const number = asking.value.replace(/\D/g, ""); if (number || !asking.value) { decision = number && ""; replay(number); } };
    document.getElementById("replay").addEventListener("click", start);
    asking.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); start(); } });
  }

  // ---- blocks, text, or both: the address says which
  const views = [...form.querySelectorAll("[data-show]")];
  function setView(which) {
    form.dataset.view = which;
    for (const one of views) one.setAttribute("aria-pressed", String(one.dataset.show === which));
    const address = new URL(location.href);
    address.searchParams.set("view", which);
    history.replaceState(null, "", address);
    for (const link of document.querySelectorAll(".switch")) if (link.href) { const to = new URL(link.href); to.searchParams.set("view", which); link.href = to; }
    view.requestMeasure();
    refresh();
  }
  for (const one of views) one.addEventListener("click", () => setView(one.dataset.show));
  const asked = new URLSearchParams(location.search).get("view");
  setView(["blocks", "both", "text"].includes(asked) ? asked : matchMedia("(min-width: 70rem)").matches ? "both" : "blocks");

  // The block under the caret is marked, and a block in focus moves the text beside it.
  host.addEventListener("focusin", (event) => {
    const block = event.target.closest(".block");
    if (!block || form.dataset.view !== "both") return;
    const at = view.state.doc.line(Math.min(lineOf(block), view.state.doc.lines)).from;
    view.dispatch({ effects: cm.EditorView.scrollIntoView(at, { y: "nearest" }) });
  });
  const caret = () => {
    const line = view.state.doc.lineAt(view.state.selection.main.head).number;
    for (const one of host.querySelectorAll(".block.at-caret")) one.classList.remove("at-caret");
    blockAt(line)?.classList.add("at-caret");
  };
  return { later, caret, refresh, setView };
}
