/** The protocols that a NetworkPolicy knows. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** Ports from the first to the last, both included. */
type Span = readonly [first: number, last: number];

/** Ports by protocol: spans in order that neither touch nor overlap. */
export type PortSet = Readonly<Record<Protocol, readonly Span[]>>;

const FIRST = 1;
const LAST = 65_535;

function each(spansOf: (protocol: Protocol) => readonly Span[]): PortSet {
  return { TCP: spansOf('TCP'), UDP: spansOf('UDP'), SCTP: spansOf('SCTP') };
}

export const NO_PORTS: PortSet = each(() => []);
export const ALL_PORTS: PortSet = each(() => [[FIRST, LAST]]);

/** Ports of one protocol from the first to the last, by default all of them. */
export function portRange(protocol: Protocol, first: number = FIRST, last: number = LAST): PortSet {
  return each((other) => (other === protocol && first <= last ? [[first, last]] : []));
}

/** One port. */
export function onePort(protocol: Protocol, port: number): PortSet {
  return portRange(protocol, port, port);
}

function joined(spans: readonly Span[]): readonly Span[] {
  const joinedSpans: Span[] = [];
  for (const [first, last] of spans.toSorted(([left], [right]) => left - right)) {
    const before = joinedSpans.at(-1);
    if (before !== undefined && first <= before[1] + 1) joinedSpans[joinedSpans.length - 1] = [before[0], Math.max(before[1], last)];
    else joinedSpans.push([first, last]);
  }
  return joinedSpans;
}

/** Every port that is in one of the sets. */
export function anyOf(sets: readonly PortSet[]): PortSet {
  return each((protocol) => joined(sets.flatMap((set) => set[protocol])));
}

/** Every port that is in both sets. */
export function inBoth(left: PortSet, right: PortSet): PortSet {
  return each((protocol) =>
    left[protocol].flatMap(([first, last]) =>
      right[protocol].flatMap(([otherFirst, otherLast]): readonly Span[] => {
        const span: Span = [Math.max(first, otherFirst), Math.min(last, otherLast)];
        return span[0] <= span[1] ? [span] : [];
      }),
    ),
  );
}

export function hasPort(set: PortSet, protocol: Protocol, port: number): boolean {
  return set[protocol].some(([first, last]) => first <= port && port <= last);
}

export function hasNoPorts(set: PortSet): boolean {
  return PROTOCOLS.every((protocol) => set[protocol].length === 0);
}

export function hasAllPorts(set: PortSet): boolean {
  return PROTOCOLS.every((protocol) => isWhole(set[protocol]));
}

function isWhole(spans: readonly Span[]): boolean {
  return spans.length === 1 && spans[0]?.[0] === FIRST && spans[0][1] === LAST;
}

/** `all`, `none`, `TCP 3030`, `TCP 53,8000-8080 UDP 53`. */
export function portWords(set: PortSet): string {
  if (hasAllPorts(set)) return 'all';
  const parts = PROTOCOLS.flatMap((protocol) => {
    const spans = set[protocol];
    if (spans.length === 0) return [];
    const ports = spans.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
    return [`${protocol} ${isWhole(spans) ? 'all' : ports}`];
  });
  return parts.length === 0 ? 'none' : parts.join(' ');
}
