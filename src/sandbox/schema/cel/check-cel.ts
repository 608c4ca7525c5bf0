import { comprehensionOf } from './cel-macros.ts';
import type { CelNode } from './cel-node.ts';
import { type Scope, scopeOf, withVariable } from './cel-scope.ts';
import { BOOL, type CelType, DYN, INT, NULL, simpleType, STRING, typeText } from './cel-type.ts';
import { dottedName } from './evaluate-cel.ts';
import { KUBERNETES_LIBRARY } from './kubernetes-library.ts';
import { type Bindings, bound, isAssignable } from './type-bindings.ts';

/** Something that an expression may not say, and where. */
export interface CelIssue {
  readonly at: number;
  readonly message: string;
}

/** What a check gives: the type of the expression, and what is wrong with it. */
export interface CheckedCel {
  readonly type: CelType;
  readonly issues: readonly CelIssue[];
}

const TYPES: ReadonlySet<string> = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);
const TYPE = simpleType('type');

function literalType(value: unknown): CelType {
  if (value === null) return NULL;
  if (value instanceof Uint8Array) return simpleType('bytes');
  switch (typeof value) {
    case 'bigint':
      return INT;
    case 'number':
      return simpleType('double');
    case 'boolean':
      return BOOL;
    case 'string':
      return STRING;
    default:
      return simpleType('uint');
  }
}

type Call = Extract<CelNode, { kind: 'call' }>;
type Types = Scope<CelType>;

/** Checks expressions against the types of what they see (cel-go, `checker`). */
export function checkCel(root: CelNode, variables: Readonly<Record<string, CelType>>): CheckedCel {
  const issues: CelIssue[] = [];
  const report = (at: number, message: string): CelType => {
    issues.push({ at, message });
    return DYN;
  };

  function fieldType(target: CelType, field: string, at: number): CelType {
    switch (target.kind) {
      case 'object':
        return target.fields().get(field) ?? report(at, `undefined field '${field}'`);
      case 'map':
        return target.values;
      case 'optional':
        return { kind: 'optional', inner: fieldType(target.inner, field, at) };
      case 'dyn':
      case 'param':
        return DYN;
      default:
        return report(at, `type '${typeText(target)}' does not support field selection`);
    }
  }

  function select(node: Extract<CelNode, { kind: 'select' }>, scope: Types): CelType {
    const dotted = dottedName(node);
    if (dotted?.startsWith('google.protobuf.') === true) return TYPE;
    const target = check(node.operand, scope);
    if (!node.optional) return fieldType(target, node.field, node.at);
    const inner = fieldType(target.kind === 'optional' ? target.inner : target, node.field, node.at);
    return { kind: 'optional', inner };
  }

  function indexed(node: Extract<CelNode, { kind: 'index' }>, scope: Types): CelType {
    const [target, index] = [check(node.operand, scope), check(node.index, scope)];
    const inner = target.kind === 'optional' ? target.inner : target;
    const wrap = (type: CelType): CelType => (node.optional || target.kind === 'optional' ? { kind: 'optional', inner: type } : type);
    if (inner.kind === 'dyn' || inner.kind === 'param') return wrap(DYN);
    if (inner.kind === 'list' && isAssignable(INT, index, new Map())) return wrap(inner.items);
    if (inner.kind === 'map' && isAssignable(inner.keys, index, new Map())) return wrap(inner.values);
    return report(node.at, `found no matching overload for '_[_]' applied to '(${typeText(target)}, ${typeText(index)})'`);
  }

  function resolve(node: Call, name: string, isMember: boolean, types: readonly CelType[]): CelType {
    const overloads = KUBERNETES_LIBRARY.overloads(name);
    if (overloads.length === 0) return report(node.at, `undeclared reference to '${node.name}' (in container '')`);
    const results: CelType[] = [];
    for (const overload of overloads) {
      const bindings: Bindings = new Map();
      if (overload.isMember !== isMember || overload.args.length !== types.length) continue;
      if (types.every((type, index) => isAssignable(overload.args[index] ?? DYN, type, bindings)))
        results.push(bound(overload.result, bindings));
    }
    const [first, ...others] = results;
    if (first === undefined) {
      const [receiver, ...args] = types.map(typeText);
      const applied = isMember ? `${receiver ?? ''}.(${args.join(', ')})` : `(${types.map(typeText).join(', ')})`;
      return report(node.at, `found no matching overload for '${name}' applied to '${applied}'`);
    }
    return others.every((other) => typeText(other) === typeText(first)) ? first : DYN;
  }

  function logical(node: Call, scope: Types): CelType {
    for (const side of node.args) {
      const type = check(side, scope);
      if (!isAssignable(BOOL, type, new Map())) report(startOf(side), `expected type 'bool' but found '${typeText(type)}'`);
    }
    return BOOL;
  }

  function conditional(node: Call, scope: Types): CelType {
    const [condition = DYN, yes = DYN, no = DYN] = node.args.map((one) => check(one, scope));
    const bindings: Bindings = new Map();
    const param: CelType = { kind: 'param', name: 'T' };
    const fits = isAssignable(BOOL, condition, bindings) && isAssignable(param, yes, bindings) && isAssignable(param, no, bindings);
    if (fits) return bound(param, bindings);
    const types = [condition, yes, no].map(typeText).join(', ');
    return report(node.at, `found no matching overload for '_?_:_' applied to '(${types})'`);
  }

  function present(node: Call, scope: Types): CelType {
    const [argument] = node.args;
    if (argument?.kind !== 'select' || node.args.length !== 1)
      return report(argument === undefined ? node.at : startOf(argument), 'invalid argument to has() macro');
    const target = check(argument.operand, scope);
    // The place of a presence test is the macro's.
    fieldType(target.kind === 'optional' ? target.inner : target, argument.field, node.at);
    return BOOL;
  }

  function comprehension(node: Call, scope: Types): CelType | undefined {
    const macro = comprehensionOf(node);
    if (macro === undefined) return undefined;
    const range = check(macro.range, scope);
    const [first = '', second] = macro.variables;
    const keys = range.kind === 'list' ? INT : range.kind === 'map' ? range.keys : DYN;
    const values = range.kind === 'list' ? range.items : range.kind === 'map' ? range.values : DYN;
    if (range.kind !== 'list' && range.kind !== 'map' && range.kind !== 'dyn' && range.kind !== 'param') {
      const what = `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
      return report(startOf(macro.range), what);
    }
    const single = range.kind === 'map' ? keys : values;
    const inner =
      second === undefined ? withVariable(scope, first, single) : withVariable(withVariable(scope, first, keys), second, values);
    const body = check(macro.body, inner);
    const conditions = ['all', 'exists', 'exists_one', 'existsOne', 'filter'].includes(macro.name) ? [[macro.body, body] as const] : [];
    const filters = macro.filter === undefined ? [] : [[macro.filter, check(macro.filter, inner)] as const];
    for (const [part, type] of [...conditions, ...filters]) {
      if (!isAssignable(BOOL, type, new Map())) report(startOf(part), `expected type 'bool' but found '${typeText(type)}'`);
    }
    switch (macro.name) {
      case 'filter':
      case 'sortBy':
        return { kind: 'list', items: single };
      case 'map':
      case 'transformList':
        return { kind: 'list', items: body };
      case 'transformMap':
        return { kind: 'map', keys, values: body };
      case 'transformMapEntry':
        return body;
      default:
        return BOOL;
    }
  }

  function optionalMap({ name, target, args: [variable, body] }: Call, scope: Types): CelType {
    const type = target === undefined ? DYN : check(target, scope);
    if (variable?.kind !== 'name' || body === undefined) return DYN;
    const result = check(body, withVariable(scope, variable.name, type.kind === 'optional' ? type.inner : DYN));
    return name === 'optMap' ? { kind: 'optional', inner: result } : result;
  }

  function call(node: Call, scope: Types): CelType {
    const { name, target, args } = node;
    if (name === '_&&_' || name === '_||_') return logical(node, scope);
    if (name === '_?_:_') return conditional(node, scope);
    if (target === undefined) {
      return name === 'has'
        ? present(node, scope)
        : resolve(
            node,
            name,
            false,
            args.map((one) => check(one, scope)),
          );
    }
    const macro = comprehension(node, scope);
    if (macro !== undefined) return macro;
    if (name === 'optMap' || name === 'optFlatMap') return optionalMap(node, scope);
    const namespace = dottedName(target);
    const [variable, value, body] = args;
    if (namespace === 'cel' && name === 'bind' && variable?.kind === 'name' && value !== undefined && body !== undefined) {
      return check(body, withVariable(scope, variable.name, check(value, scope)));
    }
    const dotted = namespace === undefined ? '' : `${namespace}.${name}`;
    if (KUBERNETES_LIBRARY.overloads(dotted).length > 0) {
      return resolve(
        node,
        dotted,
        false,
        args.map((one) => check(one, scope)),
      );
    }
    const argument = (one: CelNode): CelType => (one.kind === 'list' ? list(one, scope, name === 'format') : check(one, scope));
    return resolve(node, name, true, [check(target, scope), ...args.map(argument)]);
  }

  /** `mixed`: its items may have several types, as those of `format` may. */
  function list(node: Extract<CelNode, { kind: 'list' }>, scope: Types, mixed = false): CelType {
    const [first, ...others] = node.items;
    if (first === undefined) return { kind: 'list', items: { kind: 'param', name: 'E' } };
    const type = check(first, scope);
    const strangers = others.filter((other) => {
      const found = check(other, scope);
      if (isAssignable(type, found, new Map())) return false;
      if (!mixed) report(startOf(other), `expected type '${typeText(type)}' but found '${typeText(found)}'`);
      return true;
    });
    return { kind: 'list', items: strangers.length > 0 ? DYN : type };
  }

  function map(node: Extract<CelNode, { kind: 'map' }>, scope: Types): CelType {
    const [first, ...others] = node.entries.map(([key, value]) => [check(key, scope), check(value, scope)] as const);
    if (first === undefined) return { kind: 'map', keys: { kind: 'param', name: 'E' }, values: { kind: 'param', name: 'F' } };
    others.forEach((entry, index) => {
      for (const side of [0, 1] as const) {
        const part = node.entries[index + 1]?.[side];
        if (part === undefined || isAssignable(first[side], entry[side], new Map())) continue;
        report(startOf(part), `expected type '${typeText(first[side])}' but found '${typeText(entry[side])}'`);
      }
    });
    return { kind: 'map', keys: first[0], values: first[1] };
  }

  function check(node: CelNode, scope: Types): CelType {
    switch (node.kind) {
      case 'literal':
        return literalType(node.value);
      case 'name': {
        const type = scope.get(node.name);
        if (type !== undefined) return type;
        return TYPES.has(node.name) ? TYPE : report(node.at, `undeclared reference to '${node.name}' (in container '')`);
      }
      case 'select':
        return select(node, scope);
      case 'index':
        return indexed(node, scope);
      case 'list':
        return list(node, scope);
      case 'map':
        return map(node, scope);
      case 'call':
        return call(node, scope);
    }
  }

  const type = check(root, scopeOf(variables));
  return { type, issues };
}

/** Where the server says a part is: at its operator, its dot or its bracket. */
function startOf(node: CelNode): number {
  return node.at;
}
