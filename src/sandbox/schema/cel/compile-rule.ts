import { ParseError } from '@marcbachmann/cel-js';
import type { ValidationRule } from '../schema-node.ts';
import { celProgram } from './cel-program.ts';
import { type CelType, typeText } from './cel-type.ts';
import { checkCel, type CelIssue } from './check-cel.ts';

/** What is wrong with the expressions of a rule, worded as the server words it. */
export interface CompiledRule {
  readonly problem: string | undefined;
  readonly messageProblem: string | undefined;
  readonly usesOldSelf: boolean;
}

const EXPECTING = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const CLOSING: Readonly<Record<string, string>> = { RPAREN: ')', RBRACKET: ']', RBRACE: '}', COLON: ':' };

function tokenAt(source: string, at: number): string {
  if (at >= source.length) return '<EOF>';
  return /^(?:[A-Za-z_]\w*|\d[\w.]*|==|!=|<=|>=|&&|\|\||.)/s.exec(source.slice(at))?.[0] ?? '';
}

function syntaxIssues(source: string, error: ParseError): readonly CelIssue[] {
  const at = error.range?.start ?? source.length;
  const token = tokenAt(source, at);
  switch (error.code) {
    case 'unterminated_string':
      return [
        { at, message: `Syntax error: token recognition error at: '${source.slice(at)}'` },
        { at: source.length, message: `Syntax error: mismatched input '<EOF>' expecting ${EXPECTING}` },
      ];
    case 'unexpected_token':
      return [{ at, message: `Syntax error: ${token === '<EOF>' ? 'mismatched' : 'extraneous'} input '${token}' expecting ${EXPECTING}` }];
    case 'expected_token': {
      const wanted = /Expected (\w+)/.exec(error.summary)?.[1] ?? '';
      if (wanted === 'IDENTIFIER')
        return [{ at, message: `Syntax error: no viable alternative at input '${source.slice(source.lastIndexOf('.', at))}'` }];
      return [{ at, message: `Syntax error: missing '${CLOSING[wanted] ?? wanted}' at '${token}'` }];
    }
    case 'unexpected_character': {
      if (!/[\w"'!([{)\]}?:,.]/.test(token)) return [{ at, message: `Syntax error: token recognition error at: '${token}'` }];
      return [{ at, message: `Syntax error: ${token === '!' ? 'mismatched' : 'extraneous'} input '${token}' expecting <EOF>` }];
    }
    case 'reserved_identifier':
      return [{ at, message: `reserved identifier: ${token}` }];
    case 'invalid_macro_argument':
      return [{ at, message: 'argument must be a simple name' }];
    default:
      return [{ at, message: `Syntax error: ${error.summary}` }];
  }
}

/** An issue with the line it is in and a mark below it (cel-go, `common.Error`). */
function issueText(source: string, { at, message }: CelIssue): string {
  const before = source.slice(0, at).split('\n');
  const line = source.split('\n')[before.length - 1] ?? '';
  const column = (before.at(-1) ?? '').length;
  return `ERROR: <input>:${String(before.length)}:${String(column + 1)}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

function compile(
  source: string,
  self: CelType,
  isOptional: boolean,
): { readonly issues: readonly CelIssue[]; readonly type: string; readonly usesOldSelf: boolean } {
  try {
    const { node, usesOldSelf } = celProgram(source);
    const { type, issues } = checkCel(node, { self, oldSelf: isOptional ? { kind: 'optional', inner: self } : self });
    return { issues, type: typeText(type), usesOldSelf };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { issues: syntaxIssues(source, error), type: '', usesOldSelf: false };
  }
}

function problemOf(source: string, issues: readonly CelIssue[]): string {
  const sorted = issues.toSorted((left, right) => left.at - right.at);
  return sorted.map((issue) => issueText(source, issue)).join('\n');
}

/** Compiles a rule for values of a type (apiextensions, `cel.Compile`). An empty rule has no problem here. */
export function compileRule(rule: ValidationRule, self: CelType): CompiledRule {
  if (rule.rule.trim() === '') return { problem: undefined, messageProblem: undefined, usesOldSelf: false };
  const isOptional = rule.optionalOldSelf === true;
  const { issues, type, usesOldSelf } = compile(rule.rule, self, isOptional);
  const none = { messageProblem: undefined, usesOldSelf };
  if (issues.length > 0) return { ...none, problem: `compilation failed: ${problemOf(rule.rule, issues)}` };
  if (type !== 'bool') return { ...none, problem: 'cel expression must evaluate to a bool' };
  const { messageExpression = '' } = rule;
  if (messageExpression === '') return { ...none, problem: undefined };
  const message = compile(messageExpression, self, isOptional);
  if (message.issues.length > 0) {
    return {
      problem: undefined,
      usesOldSelf,
      messageProblem: `messageExpression compilation failed: ${problemOf(messageExpression, message.issues)}`,
    };
  }
  return {
    problem: undefined,
    usesOldSelf,
    messageProblem: message.type === 'string' ? undefined : 'messageExpression must evaluate to a string',
  };
}
