import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { SchemaIssue } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { System } from '../../../registry.ts';
import type { CheckResult } from '../check/check-result.ts';
import type { Reference } from '../describe-object/references.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { findOperator } from '../operators/find-operator.ts';
import type { StatusItem } from '../status-report.ts';
import type { Link } from '../why/link.ts';

/** An object that one of ours names, and whether it is there. */
export interface ReferenceLook {
  readonly reference: Reference;
  readonly state: 'present' | 'absent' | 'unknown';
  /** Data keys that are needed and not there. */
  readonly missingKeys: readonly string[];
  /** Of a Secret: data key → hex SHA-256 of its value. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** One of our custom resources with what is known of it. */
export interface OwnObject {
  readonly kind: KindIdentity;
  readonly object: KubeObject;
  /** With its defaults; as it stands where it does not fit the schema. */
  readonly spec: JsonObject;
  /** Why the stored spec does not fit the schema; empty where it does. */
  readonly issues: readonly SchemaIssue[];
  readonly references: readonly ReferenceLook[];
  readonly item: StatusItem;
  /** Why it is not ready; empty where nothing blocks it. */
  readonly chain: readonly Link[];
}

/** A system and who acts on its objects. */
export interface OperatorLook {
  readonly system: System;
  readonly found: Awaited<ReturnType<typeof findOperator>>;
  /** The Deployments of this program that reconcile it, those of shards too; none where they may not be seen. */
  readonly managers: readonly KubeObject[];
}

/** Everything that rules go by: one look at the cluster, as data. What could not be read is not in it. */
export interface Facts {
  /** Unix milliseconds. */
  readonly now: number;
  /** How usage texts name the program: `kubectl maia`. */
  readonly bin: string;
  readonly own: readonly OwnObject[];
  readonly checks: readonly CheckResult[];
  readonly operators: readonly OperatorLook[];
  /** The objects of a kind of Kubernetes, those that are in scope. */
  all(kind: string): readonly KubeObject[];
  /** Whether all of a kind were seen: only then does a missing one mean something. */
  sees(kind: string): boolean;
}

/** The value at a path of names below a value; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((node, name) => (isJsonObject(node) ? node[name] : undefined), value);
}

/** The same as a list, empty where it is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The same as text. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The same as a number. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** Our objects of a kind. */
export function ownOf(facts: Facts, kind: string): readonly OwnObject[] {
  return facts.own.filter((own) => own.kind.kind === kind);
}

/** Milliseconds since a time; undefined where it is none. */
export function since(facts: Pick<Facts, 'now'>, time: unknown): number | undefined {
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : facts.now - parsed;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;
