import { celFailure, noOverload } from './cel-failure.ts';
import { kindOf, isOfType } from './cel-kind.ts';
import type { CelLibrary } from './cel-library.ts';
import type { CelNode } from './cel-node.ts';
import { decide } from './cel-operators.ts';
import { comprehensionOf, evaluateComprehension } from './cel-macros.ts';
import type { Scope } from './cel-scope.ts';
import { ABSENT, CelOptional, CelTypeValue, CelUint } from './cel-value.ts';

const TYPE_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type'].map((name) => [name, name]),
);

type Call = Extract<CelNode, { kind: 'call' }>;

/** `a.b.c` as a text where a tree is only names: for `sets.contains` and `google.protobuf.Timestamp`. */
export function dottedName(node: CelNode): string | undefined {
  if (node.kind === 'name') return node.name;
  if (node.kind !== 'select' || node.optional) return undefined;
  const operand = dottedName(node.operand);
  return operand === undefined ? undefined : `${operand}.${node.field}`;
}

/** Evaluates expressions with the functions of a library. */
export function createCelEvaluator(library: CelLibrary): (node: CelNode, scope: Scope<unknown>) => unknown {
  function field(target: unknown, name: string): unknown {
    if (!(target instanceof Map)) throw noOverload();
    if (!target.has(name)) throw celFailure(`no such key: ${name}`);
    return target.get(name);
  }

  function select(node: Extract<CelNode, { kind: 'select' }>, scope: Scope<unknown>): unknown {
    const dotted = dottedName(node);
    if (dotted?.startsWith('google.protobuf.') === true) return new CelTypeValue(dotted);
    const target = evaluate(node.operand, scope);
    if (target instanceof CelOptional || node.optional) {
      const inner = target instanceof CelOptional ? target : new CelOptional(true, target);
      if (!inner.present) return ABSENT;
      if (!(inner.value instanceof Map)) throw noOverload();
      return inner.value.has(node.field) ? new CelOptional(true, inner.value.get(node.field)) : ABSENT;
    }
    return field(target, node.field);
  }

  function element(target: unknown, index: unknown): CelOptional | string {
    if (Array.isArray(target)) {
      const position = index instanceof CelUint ? index.value : index;
      if (typeof position !== 'bigint' && typeof position !== 'number') throw noOverload();
      const item: unknown = target[Number(position)];
      return Number(position) >= 0 && Number(position) < target.length
        ? new CelOptional(true, item)
        : `index out of bounds: ${String(position)}`;
    }
    if (!(target instanceof Map)) throw noOverload();
    return target.has(index) ? new CelOptional(true, target.get(index)) : `no such key: ${String(index)}`;
  }

  function indexed(node: Extract<CelNode, { kind: 'index' }>, scope: Scope<unknown>): unknown {
    const target = evaluate(node.operand, scope);
    const index = evaluate(node.index, scope);
    if (target instanceof CelOptional || node.optional) {
      const inner = target instanceof CelOptional ? target : new CelOptional(true, target);
      if (!inner.present) return ABSENT;
      const found = element(inner.value, index);
      return typeof found === 'string' ? ABSENT : found;
    }
    const found = element(target, index);
    if (typeof found === 'string') throw celFailure(found);
    return found.value;
  }

  function present(argument: CelNode | undefined, scope: Scope<unknown>): boolean {
    if (argument?.kind !== 'select') throw celFailure('invalid argument to has() macro');
    const target = evaluate(argument.operand, scope);
    const inner = target instanceof CelOptional ? target.value : target;
    return inner instanceof Map && inner.has(argument.field);
  }

  function conditional([condition, yes, no]: readonly CelNode[], scope: Scope<unknown>): unknown {
    if (condition === undefined || yes === undefined || no === undefined) throw noOverload();
    const value = evaluate(condition, scope);
    if (typeof value !== 'boolean') throw noOverload();
    return evaluate(value ? yes : no, scope);
  }

  function apply(name: string, isMember: boolean, values: readonly unknown[]): unknown {
    for (const overload of library.overloads(name)) {
      if (overload.isMember !== isMember || overload.args.length !== values.length) continue;
      if (overload.args.every((type, index) => isOfType(values[index], type, library))) return overload.run(...(values as never[]));
    }
    const isOperator = /^[_@!-]/.test(name);
    throw noOverload(isOperator ? undefined : `${name}(${values.map((value) => kindOf(value, library)).join(', ')})`);
  }

  function optionalMap({ name, target, args: [variable, body] }: Call, scope: Scope<unknown>): unknown {
    if (target === undefined || variable?.kind !== 'name' || body === undefined) throw noOverload();
    const value = evaluate(target, scope);
    if (!(value instanceof CelOptional)) throw noOverload();
    if (!value.present) return ABSENT;
    const inner: Scope<unknown> = { get: (one) => (one === variable.name ? value.value : scope.get(one)) };
    const result = evaluate(body, inner);
    return name === 'optMap' ? new CelOptional(true, result) : result;
  }

  function call(node: Call, scope: Scope<unknown>): unknown {
    const { name, target, args } = node;
    const [left, right] = args;
    if ((name === '_&&_' || name === '_||_') && left !== undefined && right !== undefined) {
      return decide(
        name === '_||_',
        () => evaluate(left, scope),
        () => evaluate(right, scope),
      );
    }
    if (name === '_?_:_') return conditional(args, scope);
    if (target === undefined) {
      return name === 'has'
        ? present(left, scope)
        : apply(
            name,
            false,
            args.map((one) => evaluate(one, scope)),
          );
    }
    const comprehension = comprehensionOf(node);
    if (comprehension !== undefined) return evaluateComprehension(comprehension, scope, evaluate);
    if (name === 'optMap' || name === 'optFlatMap') return optionalMap(node, scope);
    const namespace = dottedName(target);
    if (namespace === 'cel' && name === 'bind' && left?.kind === 'name' && right !== undefined && args[2] !== undefined) {
      const bound = evaluate(right, scope);
      return evaluate(args[2], { get: (one) => (one === left.name ? bound : scope.get(one)) });
    }
    const values = args.map((one) => evaluate(one, scope));
    if (namespace !== undefined && library.overloads(`${namespace}.${name}`).length > 0)
      return apply(`${namespace}.${name}`, false, values);
    return apply(name, true, [evaluate(target, scope), ...values]);
  }

  function evaluate(node: CelNode, scope: Scope<unknown>): unknown {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'name': {
        const value = scope.get(node.name);
        if (value !== undefined) return value;
        const type = TYPE_NAMES[node.name];
        if (type !== undefined) return new CelTypeValue(type);
        throw celFailure(`no such attribute(s): ${node.name}`);
      }
      case 'select':
        return select(node, scope);
      case 'index':
        return indexed(node, scope);
      case 'list':
        return node.items.map((item) => evaluate(item, scope));
      case 'map':
        return new Map(node.entries.map(([key, value]) => [evaluate(key, scope), evaluate(value, scope)]));
      case 'call':
        return call(node, scope);
    }
  }
  return evaluate;
}
