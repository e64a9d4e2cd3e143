// The lists beside the editor: problems and tests, each a button that goes to its place in the text.
function place(words, line) {
  return words.line.replace("{line}", line);
}

// Words in backquotes are set as code.
export function say(element, sentence) {
  element.append(...sentence.split("`").map((part, place) => {
    if (place % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  }));
}

function row(kind, mark, head, text, help, go) {
  const item = document.createElement("li");
  item.className = `finding finding-${kind}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "finding-go";
  for (const [name, value] of [["finding-mark", mark], ["finding-text", text], ["finding-place", head]]) {
    const part = document.createElement("span");
    part.className = name;
    say(part, value);
    button.append(part);
  }
  button.addEventListener("click", go);
  item.append(button);
  if (help) {
    const more = document.createElement("p");
    more.className = "finding-help";
    say(more, help);
    item.append(more);
  }
  return item;
}

function cureButton(title, cure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "finding-fix";
  say(button, title);
  button.addEventListener("click", cure);
  return button;
}

// The code leads to the page that explains it, with an example and its cure.
function codeLink(address, code) {
  const link = document.createElement("a");
  link.className = "finding-code";
  link.href = `${address}/${code}`;
  link.target = "_blank";
  link.textContent = code;
  return link;
}

export function showProblems(list, title, problems, { words, language, go, curesOf, cure, help }) {
  const rows = problems.map((problem) => {
    const mark = problem.severity === "error" ? words.error : words.warning;
    const item = row(problem.severity, mark, place(words, problem.line), problem.message[language], problem.help[language], () => go(problem));
    item.append(...curesOf(problem).map((one) => cureButton(one.title[language], () => cure(one))), codeLink(help, problem.code));
    return item;
  });
  list.replaceChildren(...rows);
  const errors = problems.filter((p) => p.severity === "error").length;
  const counts = [["errors", errors], ["warnings", problems.length - errors]].filter(([, number]) => number);
  title.textContent = counts.length ? counts.map(([key, number]) => count(words, key, number)).join(language === "zh" ? "，" : ", ") : words.no_problems;
  title.dataset.tone = errors ? "error" : problems.length ? "warning" : "good";
}

export function showTests(list, title, tests, { words, language, go, wrong }) {
  list.replaceChildren(...tests.map((test) => row(test.passed ? "passed" : "failed", test.passed ? words.passed : words.failed, place(words, test.line), test.name, test.passed ? "" : [test.message, ...test.because].map((one) => one[language]).join(language === "zh" ? "；" : "; "), () => go(test))));
  const failed = tests.filter((test) => !test.passed).length;
  title.textContent = tests.length === 0 ? (wrong ? words.tests_wait : words.no_tests) : failed ? count(words, "tests_failed", failed) : count(words, "tests_passed", tests.length);
  title.dataset.tone = failed ? "error" : tests.length ? "good" : "warning";
}

function count(words, key, number) {
  return (number === 1 ? words[`${key}_one`] : words[`${key}_other`]).replace("{count}", number);
}
