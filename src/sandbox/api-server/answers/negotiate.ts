import { notAcceptable, onlyAccepted } from './route-failures.ts';

/** Media types that the server names when it refuses; what is sent here is JSON or YAML. */
export const MEDIA_TYPES: readonly string[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const STREAM_TYPES: readonly string[] = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

/** A form of an object that a client may ask for instead of the object. */
export interface Transform {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  readonly version: 'v1' | 'v1beta1';
}

/** In which form an answer goes out. */
export interface Representation {
  readonly type: 'application/json' | 'application/yaml';
  readonly pretty: boolean;
  readonly transform?: Transform;
}

/** One clause of an Accept header. */
export interface AcceptClause {
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
}

/** The clauses of an Accept header, the most wanted first. */
export function parseAccept(header: string | undefined): readonly AcceptClause[] {
  if (header === undefined || header.trim() === '') return [{ type: '*/*', params: {} }];
  return header
    .split(',')
    .map((clause, order) => {
      const [type = '', ...parts] = clause.split(';').map((part) => part.trim());
      const params = Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
      const quality = Number(params['q'] ?? '1');
      const vague = type === '*/*' ? 2 : type.endsWith('/*') ? 1 : 0;
      return { type, params, quality: Number.isNaN(quality) ? 1 : quality, vague, order };
    })
    .toSorted((a, b) => b.quality - a.quality || a.vague - b.vague || a.order - b.order)
    .map(({ type, params }) => ({ type, params }));
}

function mediaOf(type: string): Representation['type'] | undefined {
  if (type === 'application/yaml') return type;
  return ['application/json', 'application/*', '*/*'].includes(type) ? 'application/json' : undefined;
}

const TRANSFORMS: readonly Transform['kind'][] = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];

/** The transform that a clause asks for; null where it asks for one that nobody serves. */
function transformOf({ params }: AcceptClause): Transform | undefined | null {
  const as = params['as'];
  if (as === undefined) return undefined;
  const kind = TRANSFORMS.find((known) => known === as);
  const version = params['v'] === 'v1' || params['v'] === 'v1beta1' ? params['v'] : undefined;
  return kind === undefined || version === undefined || params['g'] !== 'meta.k8s.io' ? null : { kind, version };
}

/** What a route can answer with. */
export interface Offer {
  /** Whether Tables and metadata alone can be had. Default: no. */
  readonly transforms?: boolean;
  /** A watch: no YAML. Default: no. */
  readonly stream?: boolean;
  /** A route of its own that never looks into parameters (custom resources). Default: no. */
  readonly custom?: boolean;
  /** A list route names the stream types when it refuses. Default: no. */
  readonly collection?: boolean;
}

function representation(clause: AcceptClause, offer: Offer): Representation | undefined {
  const type = mediaOf(clause.type);
  if (type === undefined || (offer.stream === true && type === 'application/yaml')) return undefined;
  const transform = transformOf(clause);
  if (transform === null || (transform !== undefined && offer.transforms !== true)) return undefined;
  const pretty = clause.params['pretty'] === '1' || clause.params['pretty'] === 'true';
  return { type, pretty, ...(transform === undefined ? {} : { transform }) };
}

/** Chooses the form of an answer by the Accept header; protobuf is passed over for the next choice. Throws ApiFailure (406). */
export function negotiate(header: string | undefined, offer: Offer = {}): Representation {
  const clauses = parseAccept(header);
  for (const clause of clauses) {
    const found = representation(clause, offer);
    if (found !== undefined) return found;
  }
  const known = clauses.some(({ type }) => mediaOf(type) !== undefined || type === 'application/vnd.kubernetes.protobuf');
  if (!known && offer.custom !== true) {
    throw notAcceptable(offer.collection === true || offer.stream === true ? [...MEDIA_TYPES, ...STREAM_TYPES] : MEDIA_TYPES);
  }
  throw onlyAccepted(offer.stream === true ? STREAM_TYPES : MEDIA_TYPES);
}
