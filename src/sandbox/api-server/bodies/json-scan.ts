/** What {@link scanJson} finds. */
export interface JsonScan {
  /** `duplicate field "spec.x"` for each key that comes again, in the order of the text. */
  readonly duplicates: readonly string[];
}

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

/** A character as Go quotes it in messages. */
function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}

/** Walks over a JSON text: its only products are the complaints. */
class Scanner {
  readonly duplicates: string[] = [];
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  document(): void {
    this.value('');
    this.space();
    if (this.at < this.text.length) this.fail('after top-level value');
  }

  private fail(where: string): never {
    const character = this.text[this.at];
    throw new SyntaxError(character === undefined ? 'unexpected end of JSON input' : `invalid character ${quoted(character)} ${where}`);
  }

  private space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at += 1;
  }

  private value(path: string): void {
    this.space();
    const character = this.text[this.at] ?? '';
    if (character === '{') this.object(path);
    else if (character === '[') this.array(path);
    else if (character === '"') this.string();
    else if (LITERALS[character] !== undefined) this.literal(LITERALS[character]);
    else if (character === '-' || (character >= '0' && character <= '9')) this.number();
    else this.fail('looking for beginning of value');
  }

  private object(path: string): void {
    const seen = new Set<string>();
    this.at += 1;
    this.space();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      const key = this.string();
      const field = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) this.duplicates.push(`duplicate field "${field}"`);
      seen.add(key);
      this.space();
      if (this.text[this.at] !== ':') this.fail('after object key');
      this.at += 1;
      this.value(field);
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== '}') this.fail('after object key:value pair');
      this.at += 1;
      if (next === '}') return;
    }
  }

  private array(path: string): void {
    this.at += 1;
    this.space();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      this.value(`${path}[${String(index)}]`);
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== ']') this.fail('after array element');
      this.at += 1;
      if (next === ']') return;
    }
  }

  private literal(word: string): void {
    for (let index = 0; index < word.length; index += 1) {
      const expected = word.charAt(index);
      if (this.text[this.at] !== expected) this.fail(`in literal ${word} (expecting '${expected}')`);
      this.at += 1;
    }
  }

  private digits(): void {
    if (!/\d/.test(this.text[this.at] ?? '')) this.fail('in numeric literal');
    while (/\d/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private number(): void {
    if (this.text[this.at] === '-') this.at += 1;
    if (this.text[this.at] === '0') this.at += 1;
    else this.digits();
    if (this.text[this.at] === '.') {
      this.at += 1;
      this.digits();
    }
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      this.at += 1;
      if (/[+-]/.test(this.text[this.at] ?? '')) this.at += 1;
      this.digits();
    }
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) this.fail('');
      if (character < ' ') this.fail('in string literal');
      this.at += 1;
      if (character === '"') break;
      if (character === '\\') this.escape();
    }
    const raw = this.text.slice(start + 1, this.at - 1);
    return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
  }

  private escape(): void {
    const character = this.text[this.at] ?? '';
    if (!'"\\/bfnrtu'.includes(character) || character === '') this.fail('in string escape code');
    this.at += 1;
    if (character !== 'u') return;
    for (let index = 0; index < 4; index += 1) {
      if (!/[\da-fA-F]/.test(this.text[this.at] ?? '')) this.fail(String.raw`in \u hexadecimal character escape`);
      this.at += 1;
    }
  }
}

/** Looks a JSON text over for keys that come twice. Throws SyntaxError with the message of Go's `encoding/json` where it is none. */
export function scanJson(text: string): JsonScan {
  const scanner = new Scanner(text);
  scanner.document();
  return { duplicates: scanner.duplicates };
}
