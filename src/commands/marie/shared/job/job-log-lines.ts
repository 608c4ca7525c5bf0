/** Hands on the lines that mention one of the words; text that is no whole line yet is kept back. */
export function mentioning(words: readonly string[], print: (text: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (words.some((word) => line.includes(word))) print(`${line}\n`);
  };
}
