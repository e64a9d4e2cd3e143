// Turns the plain text area of the edit page into an editor with diagnostics in place. Without this the page still works.
const form = document.querySelector("form[data-editor]");
const boot = JSON.parse(document.getElementById("editor-boot").textContent);
const words = boot.words;
const language = boot.locale.startsWith("zh") ? "zh" : "en";
const parts = Object.fromEntries(["problems", "problems-title", "tests", "tests-title", "status", "notice"].map((id) => [id, document.getElementById(id)]));

const [cm, { campaignLanguage }, { Draft }, { say, showProblems, showTests }, { service }, { blocks }, slots] = await Promise.all(
  [boot.urls.codemirror, boot.urls.language, boot.urls.draft, boot.urls.panel, boot.urls.service, boot.urls.blocks_script, boot.urls.slots].map((url) => import(url)));

async function send(url, body, { method = "POST", keepalive = false, accept = [] } = {}) {
  const answer = await fetch(url, {
    method, keepalive, credentials: "same-origin", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": boot.csrf },
  });
  if (answer.status === 401) notify(words.signed_out, [{ href: boot.urls.login, text: words.sign_in }]);
  if (!answer.ok && !accept.includes(answer.status)) throw new Error(`${url}: ${answer.status}`);
  return { status: answer.status, body: await answer.json() };
}

// --- the editor --------------------------------------------------------------------------------------------------
const area = form.elements.text;
const text = () => view.state.doc.toString();

function diagnostic(problem) {
  const limit = view.state.doc.length;
  const from = Math.min(problem.start, limit);
  return {
    from, to: Math.min(Math.max(problem.end, from), limit),
    severity: problem.severity, source: problem.code,
    renderMessage: () => sentences(problem),
    message: problem.help[language] ? `${problem.message[language]}\n${problem.help[language]}` : problem.message[language],
    actions: curesOf(problem).map((cure) => ({ name: cure.title[language].replaceAll("`", ""), apply: () => asking.change(view, cure.edits, "input.fix") })),
  };
}

function sentences(problem) {
  const told = document.createElement("span");
  say(told, problem.message[language]);
  if (problem.help[language]) {
    const help = document.createElement("span");
    help.className = "finding-help";
    say(help, `\n${problem.help[language]}`);
    told.append(help);
  }
  return told;
}

const curesOf = ({ code, start, end }) => cures.filter((cure) => cure.code === code && cure.start === start && cure.end === end);
let wrong = false, cures = [];
function present(problems) {
  wrong = problems.some(({ severity }) => severity === "error");
  showProblems(parts.problems, parts["problems-title"], problems, { words, language, go, curesOf, cure: ({ edits }) => asking.change(view, edits, "input.fix"), help: boot.urls.codes });
}

async function check(editor) {
  const asked = editor.state.doc;
  try {
    const [{ body }, mending] = await Promise.all([boot.urls.check, boot.urls.fixes].map((url) => send(url, { text: asked.toString() })));
    if (asked !== view.state.doc) return [];
    cures = mending.body.fixes;
    present(body.problems);
    return body.problems.map(diagnostic);
  } catch {
    return [];
  }
}

async function complete(context) {
  if (!context.explicit && !context.matchBefore(/[\p{L}\p{N}_.-]/u)) return null;
  const { pos } = context;
  const { body } = await send(boot.urls.complete, { text: context.state.doc.toString(), offset: pos });
  const offers = body.completions.filter(({ start }, _, [first]) => start === first.start && start <= pos);
  if (offers.length === 0) return null;
  const options = offers.map(({ label, insert, detail, end }) => ({
    label, info: detail[language] || undefined,
    apply: (editor, option, from, to) => {
      const changes = { from, to: Math.min(to + Math.max(0, end - pos), editor.state.doc.length), insert };
      editor.dispatch({ changes, selection: { anchor: from + insert.length }, userEvent: "input.complete" });
    },
  }));
  return { from: offers[0].start, options, validFor: /^[\p{L}\p{N}_.-]*$/u };
}

const scheme = document.documentElement.dataset.scheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
const shared = [
  cm.EditorView.cspNonce.of(document.querySelector("script[nonce]").nonce),
  cm.EditorView.darkTheme.of(scheme === "dark"), cm.EditorState.phrases.of(boot.phrases),
  cm.lineNumbers(), cm.EditorView.lineWrapping, campaignLanguage(cm),
];
const asking = service(cm, { send, urls: boot.urls, words, language, say, notify: (sentence, href) => notify(sentence, [...(href ? [{ href, text: words.open_shared }] : []), { text: words.close, run: quiet }]) });
const changed = cm.EditorView.updateListener.of((update) => {
  if (update.docChanged) { if (draft) { draft.touch(); built?.later(); } if (track.changes) remember(update); }
  if (update.selectionSet) built?.caret();
});
let built = null;

// What was done can be undone after a reload too: each change is kept for this tab and done again from the text it began with.
const track = { key: `history ${boot.urls.save}`, began: null, changes: [] };
function remember(update) {
  for (const change of update.transactions) {
    const { changes, docChanged } = change;
    if (!docChanged) continue;
    const again = ["undo", "redo"].find((event) => change.isUserEvent(event));
    if (again) { track.changes.push(again); continue; }
    const one = [];
    changes.iterChanges((from, to, _a, _b, insert) => one.push({ from, to, insert: insert.toString() }));
    track.changes.push(one);
  }
  if (track.changes.length > 400) track.changes = track.began = null;
  try { sessionStorage.setItem(track.key, track.changes ? JSON.stringify({ began: track.began, changes: track.changes, text: text() }) : ""); } catch { /* the tab keeps nothing: only a reload forgets */ }
}
const command = (name) => cm.historyKeymap.find(({ key }) => key === { undo: "Mod-z", redo: "Mod-y" }[name]).run(view);
function remembered(now) {
  try {
    const { began, changes, text: reached } = JSON.parse(sessionStorage.getItem(track.key) || "null") ?? {};
    return reached === now ? { began, changes } : null;
  } catch { return null; }
}
const earlier = remembered(area.value);
track.began = earlier ? earlier.began : area.value;
const view = new cm.EditorView({
  doc: track.began,
  extensions: [
    shared,
    cm.EditorView.contentAttributes.of({ "aria-label": words.editor_label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    cm.highlightActiveLineGutter(), cm.highlightSpecialChars(), cm.history(), cm.drawSelection(), cm.dropCursor(),
    cm.highlightActiveLine(), cm.bracketMatching(), cm.search({ top: true }), cm.highlightSelectionMatches(),
    cm.linter(check, { delay: 250 }), cm.lintGutter(), cm.codeFolding(), cm.foldGutter(),
    cm.autocompletion({ override: [complete], activateOnTypingDelay: 250 }),
    asking.extensions,
    cm.keymap.of([
      ...asking.keys(() => cures),
      { key: "Mod-s", preventDefault: true, run: () => { draft.save(); return true; } },
      { key: "Mod-Enter", preventDefault: true, run: () => { runTests(); return true; } },
      { key: "Shift-Alt-f", preventDefault: true, run: () => { format(); return true; } },
      ...cm.completionKeymap, ...cm.foldKeymap, ...cm.lintKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.defaultKeymap,
    ]),
    changed,
  ],
});

function go({ start, line }) {
  const { doc } = view.state;
  const at = start === undefined ? doc.line(Math.min(Math.max(line, 1), doc.lines)).from : Math.min(start, doc.length);
  view.dispatch({ selection: { anchor: at }, effects: cm.EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

function replaceAll(next) {
  if (next === text()) return;
  let from = 0, tail = 0;
  const now = text();
  while (from < Math.min(now.length, next.length) && now[from] === next[from]) from++;
  while (tail < Math.min(now.length, next.length) - from && now[now.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  view.dispatch({ changes: { from, to: now.length - tail, insert: next.slice(from, next.length - tail) }, userEvent: "input.format" });
}

// --- saving ------------------------------------------------------------------------------------------------------
const draft = new Draft({ manual: boot.manual, url: boot.urls.save, revision: boot.revision, text: boot.saved ?? area.value, read: text, send, changed: showState, conflict: showConflict, refused: ({ message }) => notify(message, [{ text: words.close, run: quiet }]) });
const liveMark = document.querySelector(".heading .changed");
const ago = new Intl.RelativeTimeFormat(boot.locale, { numeric: "always", style: "short" });

function showState(state) {
  if (liveMark) liveMark.hidden = text() === boot.published;
  parts.status.dataset.state = state;
  parts.status.textContent = state === "saved" ? savedWords() : words[`draft_${state}`];
}

function savedWords() {
  if (draft?.savedAt == null) return words.saved;
  const seconds = Math.round((Date.now() - draft.savedAt) / 1000);
  if (seconds < 2) return words.just_saved;
  return words.saved_ago.replace("{ago}", seconds < 60 ? ago.format(-seconds, "second") : ago.format(-Math.round(seconds / 60), "minute"));
}
setInterval(() => { if (draft.state === "saved") parts.status.textContent = savedWords(); }, 1000);

function notify(sentence, choices) {
  const line = document.createElement("p");
  line.textContent = sentence;
  parts.notice.replaceChildren(line, ...choices.map(({ href, text: label, run }, place) => {
    const choice = document.createElement(href ? "a" : "button");
    if (href) choice.href = href; else { choice.type = "button"; choice.addEventListener("click", run); }
    choice.className = place ? "button small outline" : "button small";
    choice.textContent = label;
    return choice;
  }));
  parts.notice.hidden = false;
}

function quiet() {
  parts.notice.hidden = true;
  parts.notice.replaceChildren();
  view.focus();
}

function showConflict(other) {
  const named = (sentence) => sentence.replaceAll("{name}", other.by);
  notify(named(words.conflict), [
    { text: words.merge, run: async () => {
      const { body } = await send(boot.urls.merge, { base: draft.saved, mine: text(), theirs: other.text, by: other.by });
      quiet();
      draft.resolve(other.revision, other.text);
      replaceAll(body.text);
      notify(named(body.clashes ? words.merged_clashes : words.merged_clean), [{ text: words.close, run: quiet }]);
    } },
    { text: words.keep_mine, run: () => { quiet(); draft.resolve(other.revision, other.text); } },
    { text: words.take_theirs, run: () => { quiet(); draft.resolve(other.revision, other.text); replaceAll(other.text); } },
  ]);
  const pane = document.createElement("div");
  pane.className = "other-text";
  parts.notice.append(pane);
  new cm.EditorView({
    doc: text(), parent: pane,
    extensions: [
      shared, cm.EditorState.readOnly.of(true), cm.EditorView.contentAttributes.of({ "aria-label": words.conflict_label }),
      cm.unifiedMergeView({ original: other.text, mergeControls: false, collapseUnchanged: { margin: 2 } }),
    ],
  });
  parts.notice.focus();
}

// --- buttons -----------------------------------------------------------------------------------------------------
async function format() {
  const shape = form.elements.lang?.value ?? "";
  const { status, body } = await send(boot.urls.format, { text: text(), lang: shape }, { accept: [422] });
  if (status === 422) notify(body.message, [{ text: words.close, run: quiet }]);
  else replaceAll(body.text);
  view.focus();
}

async function runTests() {
  if (!parts.tests) return;
  parts["tests-title"].textContent = words.testing;
  const { body } = await send(boot.urls.test, { text: text() });
  showTests(parts.tests, parts["tests-title"], body.tests, { words, language, go, wrong });
  document.getElementById("tests-hint")?.remove();
}

// Tests for whatever none tries are written at the end of the text, and run.
async function proposeTests() {
  const { body } = await send(boot.urls.propose, { text: text() });
  if (body.text !== text()) replaceAll(body.text);
  await runTests();
  view.focus();
}

let leaving = false;
form.addEventListener("submit", async (event) => {
  const action = event.submitter?.value;
  if (action === "try") { area.value = text(); leaving = true; return; } // the answer is a page
  event.preventDefault();
  if (action === "save") {
    if (await draft.save() && boot.manual) location.assign(boot.urls.publish); // its versions and effects are others now
  }
  else if (action === "format") await format();
  else if (action === "test") await runTests();
  else if (action === "propose") await proposeTests();
  else if (action === "publish") {
    if (await draft.save()) location.assign(boot.urls.publish);
    else if (!parts.notice.hidden) parts.notice.focus();
  }
});
if (!boot.manual) addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") draft.save({ keepalive: true }); });
if (!boot.manual) addEventListener("pagehide", () => draft.save({ keepalive: true }));
addEventListener("beforeunload", (event) => { if (!leaving && ["conflict", "failed", "refused", ...(boot.manual ? ["dirty"] : [])].includes(draft.state)) event.preventDefault(); });

area.hidden = true;
area.after(view.dom);
form.classList.add("editing");
for (const one of earlier?.changes ?? []) typeof one === "string" ? command(one) : view.dispatch({ changes: one, userEvent: "input.again" });
const host = document.getElementById("blocks");
if (host) {
  host.hidden = false;
  built = blocks(cm, view, { host, form, send, urls: boot.urls, words, language, notify, quiet, go, slots });
}
present(boot.problems);
if (boot.saved !== null) draft.touch();
if (boot.line) go({ line: boot.line });
