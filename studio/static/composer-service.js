// What a word means, where a name is declared, giving it another, and mending what is wrong: asked of the server, at a place.
export function service(cm, { send, urls, words, language, say, notify }) {
  const ask = async (view, question, more = {}) => {
    const { doc, selection } = view.state;
    const { body, status } = await send(urls[question], { text: doc.toString(), offset: selection.main.head, ...more }, { accept: [422] });
    return doc === view.state.doc ? { ...body, refused: status === 422 } : {}; // who typed on has another question by now
  };

  const told = ({ words: sentences }) => {
    const dom = document.createElement("div");
    dom.className = "cm-told";
    for (const sentence of sentences[language].split("\n")) {
      const line = document.createElement("p");
      say(line, sentence);
      dom.append(line);
    }
    return dom;
  };
  const hover = cm.hoverTooltip(async (view, pos) => {
    const found = await ask(view, "hover", { offset: pos });
    return found.words ? { pos: found.start, end: found.end, above: true, create: () => ({ dom: told(found) }) } : null;
  }, { hideOnChange: true });

  const go = (view, { start, end }) => {
    view.dispatch({ selection: { anchor: start, head: end }, effects: cm.EditorView.scrollIntoView(start, { y: "center" }), userEvent: "select" });
    view.focus();
  };
  const change = (view, edits, userEvent) => {
    view.dispatch({ changes: edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text })), userEvent });
    view.focus();
  };

  const declared = async (view, offset = view.state.selection.main.head) => {
    const found = await ask(view, "names", { offset });
    if (found.declared) go(view, found.declared);
    else if (found.elsewhere) location.assign(found.elsewhere);
  };
  const nextUse = async (view) => {
    const at = view.state.selection.main.from;
    const { places = [] } = await ask(view, "names");
    if (places.length) go(view, places.find(({ start }) => start > at) ?? places[0]);
  };

  const rename = async (view) => {
    const { renamable, elsewhere } = await ask(view, "names");
    if (!renamable) return notify(elsewhere ? words.rename_shared : words.no_rename, elsewhere);
    const offset = renamable.start;
    const { close, result } = cm.showDialog(view, {
      label: words.new_name, submitLabel: words.rename, class: "cm-rename", focus: "input",
      input: { name: "name", value: view.state.sliceDoc(renamable.start, renamable.end), autocomplete: "off", spellcheck: "false" },
    });
    const form = await result;
    view.dispatch({ effects: close });
    view.focus();
    if (!form) return;
    const answer = await ask(view, "rename", { offset, name: form.elements.name.value.trim() });
    if (answer.refused) notify(answer.message);
    else if (answer.edits) change(view, answer.edits, "input.rename");
  };

  // The cures of the line the caret is in: one is taken at once, among several one chooses.
  const mend = async (view, fixes) => {
    const { from, to } = view.state.doc.lineAt(view.state.selection.main.head);
    const here = fixes.filter(({ start, end }) => start <= to && from <= end);
    if (here.length === 0) return notify(words.no_fix);
    if (here.length === 1) return change(view, here[0].edits, "input.fix");
    const list = (editor, close) => {
      const dom = document.createElement("div");
      dom.className = "cm-cures";
      dom.append(...here.map((fix) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "finding-fix";
        say(button, fix.title[language]);
        button.addEventListener("click", () => { close(); change(editor, fix.edits, "input.fix"); });
        return button;
      }));
      dom.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); editor.focus(); } });
      return dom;
    };
    cm.showDialog(view, { content: list, focus: "button" });
  };

  const run = (act) => ({ preventDefault: true, run: (view) => { act(view).catch(() => {}); return true; } });
  const keys = (fixes) => [
    { key: "F12", ...run((view) => declared(view)) }, { key: "Shift-F12", ...run(nextUse) },
    { key: "F2", ...run(rename) }, { key: "Mod-.", ...run((view) => mend(view, fixes())) },
  ];
  const clicks = cm.EditorView.domEventHandlers({
    mousedown(event, view) {
      if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
      const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (offset === null) return false;
      declared(view, offset).catch(() => {});
      return true;
    },
  });
  return { extensions: [hover, clicks], keys, change };
}
