// Colours for campaign text: what a piece looks like, never what it means. The same rules as studio/composer/colours.py.
const PIECES = [
  [/^[#＃].*/, "comment"],
  [/^("[^"]*"?|“[^”]*”?)/, "string"],
  [/^\d[\d,.:%-]*/, "number"],
  [/^[\p{L}\p{N}_]+\.[\p{L}\p{N}_]+/u, "variableName"],
];
const WORD = /^[\p{L}\p{N}_]+/u;

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
  return [language, cm.syntaxHighlighting(colours), cm.indentUnit.of("  ")];
}
