/** Values with a longer text are not remembered: they would cost more memory than they save work. */
const MAX_TEXT = 4_096;

/**
 * The same function of a JSON value, which remembers the answers to the last values it was asked about (`max` of them in each of two
 * generations). For a pure function that costs much more than the text of its value, asked for the same few values again and again:
 * thousands of objects of one kind say the same. Answers are treated as read-only by everyone.
 */
export function remembering<Value, Answer>(make: (value: Value) => Answer, max = 128): (value: Value) => Answer {
  let young = new Map<string, Answer>();
  let old = new Map<string, Answer>();
  return (value) => {
    const text = JSON.stringify(value);
    if (text.length > MAX_TEXT) return make(value);
    const known = young.get(text);
    if (known !== undefined) return known;
    const answer = old.get(text) ?? make(value);
    if (young.size >= max) {
      old = young;
      young = new Map();
    }
    young.set(text, answer);
    return answer;
  };
}
