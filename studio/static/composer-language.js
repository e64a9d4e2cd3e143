// Colours for campaign text: what a piece looks like, never what it means. The same rules as studio/composer/colours.py.
const PIECES = [
  [/^[#＃].*/, "comment"],
  [/^("[^"]*"?|“[^”]*”?)/, "string"],
  [/^\d[\d,.:%-]*/, "number"],
  [/^[\p{L}\p{N}_]+\.[\p{L}\p{N}_]+/u, "variableName"],
];
const WORD = /^[\p{L}\p{N}_]+/u;

// A block is what stands deeper than the line that begins it; blank lines at its end are not part of it.
const depth = (text) => (/\S/.test(text) ? text.search(/\S/) : -1);

function block(state, start) {
  const head = state.doc.lineAt(start);
  const margin = depth(head.text);
  let end = head.to;
  for (let number = head.number + 1; margin >= 0 && number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    const deep = depth(line.text);
    if (deep >= 0 && deep <= margin) break;
    if (deep > margin) end = line.to;
  }
  return end > head.to ? { from: head.to, to: end } : null;
}

export function campaignLanguage(cm) {
  const language = cm.StreamLanguage.define({
    name: "campaign",
    startState: () => ({ leading: true }),
    token(stream, state) {
      if (stream.sol()) state.leading = true;
      if (stream.eatSpace()) return null;
      const leading = state.leading;
      state.leading = false;
      for (const [pattern, style] of PIECES) if (stream.match(pattern)) return style;
      if (stream.match(WORD)) return leading ? "keyword" : null;
      stream.next();
      return null;
    },
  });
  const { tags } = cm;
  const colours = cm.HighlightStyle.define([
    { tag: tags.comment, class: "piece-comment" },
    { tag: tags.string, class: "piece-quoted" },
    { tag: tags.number, class: "piece-number" },
    { tag: tags.keyword, class: "piece-lead" },
    { tag: tags.variableName, class: "piece-fact" },
  ]);
  return [language, cm.syntaxHighlighting(colours), cm.indentUnit.of("  "), cm.foldService.of(block)];
}
