/** A token of a label selector. `word` is a key or a value; `end` has no text. */
export interface LabelToken {
  readonly kind: 'word' | 'in' | 'notin' | '!' | '=' | '==' | '!=' | '<' | '>' | '(' | ')' | ',' | 'end';
  readonly text: string;
}

const OPERATORS: ReadonlySet<string> = new Set(['!', '=', '==', '!=', '<', '>', '(', ')', ',']);
const SPECIAL = '=!(),><';

function wordToken(text: string): LabelToken {
  return { kind: text === 'in' || text === 'notin' ? text : 'word', text };
}

/** The tokens of a label selector, with an `end` behind the last (apimachinery, `labels.Lexer`). White space only separates. */
export function labelTokens(selector: string): readonly LabelToken[] {
  const tokens: LabelToken[] = [];
  let at = 0;
  while (at < selector.length) {
    const character = selector[at] ?? '';
    if (/[ \t\r\n]/.test(character)) {
      at += 1;
    } else if (SPECIAL.includes(character)) {
      const pair = selector.slice(at, at + 2);
      const operator = pair.length === 2 && OPERATORS.has(pair) ? pair : character;
      tokens.push({ kind: operator as LabelToken['kind'], text: operator });
      at += operator.length;
    } else {
      const word = /^[^=!(),>< \t\r\n]+/.exec(selector.slice(at))?.[0] ?? '';
      tokens.push(wordToken(word));
      at += word.length;
    }
  }
  return [...tokens, { kind: 'end', text: '' }];
}
