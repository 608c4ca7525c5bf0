/**
 * The strongly connected components of a directed graph, by Tarjan's algorithm without recursion (a chain of ten thousand nodes must not end
 * the stack). Each component lists its nodes in the order of `nodes`; components stand in the order of their first node. Successors that
 * are not among `nodes` are left out. Linear in nodes and edges.
 */
export function strongComponents(
  nodes: readonly string[],
  successors: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const order = new Map(nodes.map((node, index) => [node, index] as const));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const components: string[][] = [];

  const lower = (node: string, to: number): void => {
    low.set(node, Math.min(low.get(node) ?? to, to));
  };
  const enter = (node: string): { readonly node: string; readonly rest: Iterator<string> } => {
    index.set(node, index.size);
    lower(node, index.get(node) ?? 0);
    open.push(node);
    isOpen.add(node);
    return { node, rest: successors(node)[Symbol.iterator]() };
  };
  const leave = (node: string): void => {
    if (low.get(node) !== index.get(node)) return;
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) isOpen.delete(member);
    components.push(component.toSorted((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0)));
  };

  for (const root of order.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        path.pop();
        leave(top.node);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.node, low.get(top.node) ?? 0);
      } else if (order.has(next.value)) {
        if (!index.has(next.value)) path.push(enter(next.value));
        else if (isOpen.has(next.value)) lower(top.node, index.get(next.value) ?? 0);
      }
    }
  }
  const first = (component: readonly string[]): number => order.get(component[0] ?? '') ?? 0;
  return components.toSorted((left, right) => first(left) - first(right));
}
