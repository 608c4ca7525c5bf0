/**
 * A set of paths into objects: who owns what. A node stands for the path that leads to it; `owned` says whether that very path is in the
 * set (the paths below it are not thereby). Keys of `children` are path elements as FieldsV1 writes them: `f:name`, `k:{"name":"a"}`,
 * `v:"x"`, `i:0`. Nodes are never changed in place.
 */
export interface FieldSet {
  readonly owned: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const NO_CHILDREN: ReadonlyMap<string, FieldSet> = new Map();

/** No path at all. */
export const EMPTY_SET: FieldSet = { owned: false, children: NO_CHILDREN };

/** The path itself and nothing below it. */
export const LEAF: FieldSet = { owned: true, children: NO_CHILDREN };

/** Whether no path is in the set. */
export function isEmptySet(set: FieldSet): boolean {
  return !set.owned && set.children.size === 0;
}

/** A node; children that are empty must not be given. */
export function setNode(owned: boolean, children: ReadonlyMap<string, FieldSet>): FieldSet {
  if (children.size > 0) return { owned, children };
  return owned ? LEAF : EMPTY_SET;
}

/** The set of one path. */
export function pathSet(path: readonly string[]): FieldSet {
  let set = LEAF;
  for (const element of path.toReversed()) set = { owned: false, children: new Map([[element, set]]) };
  return set;
}

/** Paths in either set. */
export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || isEmptySet(right)) return left;
  if (isEmptySet(left)) return right;
  const children = new Map(left.children);
  for (const [element, child] of right.children) {
    const other = children.get(element);
    children.set(element, other === undefined ? child : union(other, child));
  }
  return setNode(left.owned || right.owned, children);
}

/** Paths of `left` that are not in `right`. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  if (isEmptySet(right) || isEmptySet(left)) return left;
  const children = new Map<string, FieldSet>();
  let changed = left.owned && right.owned;
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    const rest = other === undefined ? child : difference(child, other);
    if (rest !== child) changed = true;
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return changed ? setNode(left.owned && !right.owned, children) : left;
}

/** `left` without the paths of `right` and without everything below them. */
export function differenceBelow(left: FieldSet, right: FieldSet): FieldSet {
  if (right.owned) return EMPTY_SET;
  const children = new Map<string, FieldSet>();
  let changed = false;
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    const rest = other === undefined ? child : differenceBelow(child, other);
    if (rest !== child) changed = true;
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return changed ? setNode(left.owned, children) : left;
}

/** Paths in both sets. */
export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right) return left;
  const children = new Map<string, FieldSet>();
  const [small, large] = left.children.size <= right.children.size ? [left, right] : [right, left];
  for (const [element, child] of small.children) {
    const other = large.children.get(element);
    if (other === undefined) continue;
    const both = intersection(child, other);
    if (!isEmptySet(both)) children.set(element, both);
  }
  return setNode(left.owned && right.owned, children);
}

/** Whether both hold the same paths. */
export function sameSet(left: FieldSet, right: FieldSet): boolean {
  if (left === right) return true;
  if (left.owned !== right.owned || left.children.size !== right.children.size) return false;
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    if (other === undefined || !sameSet(child, other)) return false;
  }
  return true;
}
