// Which questions count: the rules of guichet/declaration/relevance.py on raw texts, without a page.
// A condition is ["answered", pattern], ["in", pattern, texts], ["not", c], ["and", c, …] or ["or", c, …]; in a pattern
// such as "assistants.*.days.*.hours" each star stands for the number of a line.

// What counts as nothing around a text; the same characters as in guichet/declaration/conditions.py.
const BLANKS = " \t\n\r\v\f\u00a0\u2007\u202f\u2009\u3000\u200b\ufeff";

function stripped(text) {
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text[start])) start += 1;
  while (end > start && BLANKS.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

// The path of a pattern: its stars take the numbers from the left, as many as there are.
function pathOf(pattern, numbers) {
  let star = 0;
  return pattern.replaceAll("*", () => numbers[star++]);
}

// conditions: pattern → condition. text(path): the raw text of a question. count(path): how many lines a list has.
// Returns a map from the path of each question, list or section that has a condition to whether it counts. What is
// inside one that does not count is left out.
export function relevance(conditions, text, count) {
  const known = new Map();

  function counts(pattern, numbers) {
    if (!(pattern in conditions)) return true;
    const path = pathOf(pattern, numbers);
    // No condition can depend on itself: the server refuses such a form when it starts.
    if (!known.has(path)) known.set(path, holds(conditions[pattern], numbers));
    return known.get(path);
  }

  // An answer that does not count is as good as none, also for the conditions of others.
  function answer(pattern, numbers) {
    return counts(pattern, numbers) ? stripped(text(pathOf(pattern, numbers))) : "";
  }

  function holds([operator, ...operands], numbers) {
    switch (operator) {
      case "answered": return answer(operands[0], numbers) !== "";
      case "in": return operands[1].includes(answer(operands[0], numbers));
      case "not": return !holds(operands[0], numbers);
      case "and": return operands.every((condition) => holds(condition, numbers));
      case "or": return operands.some((condition) => holds(condition, numbers));
      default: throw new Error(`unknown operator ${operator}`);
    }
  }

  // Every place of a pattern, unless a list or section around it does not count.
  function* places(names, around, numbers) {
    if (around && !counts(around, numbers)) return;
    if (names.length === 0) { yield numbers; return; }
    const [name, ...rest] = names;
    if (name !== "*") { yield* places(rest, around ? `${around}.${name}` : name, numbers); return; }
    const lines = count(pathOf(around, numbers));
    for (let number = 0; number < lines; number += 1) yield* places(rest, `${around}.*`, [...numbers, number]);
  }

  const found = new Map();
  for (const pattern of Object.keys(conditions)) {
    const names = pattern.split(".");
    for (const numbers of places(names.slice(0, -1), "", [])) found.set(pathOf(pattern, numbers), counts(pattern, numbers));
  }
  return found;
}
