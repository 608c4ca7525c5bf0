/** A right that a way to a server behind a Service needs. */
export interface WayRight {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly ('get' | 'list' | 'create' | 'update' | 'patch' | 'delete')[];
}

/**
 * The service proxy: the API server takes the verb from the HTTP method (GET get, POST create, PUT update, PATCH patch, DELETE delete).
 */
export const SERVICE_PROXY_RIGHTS: readonly WayRight[] = [
  { group: '', resource: 'services/proxy', verbs: ['get', 'create', 'update', 'patch', 'delete'] },
];

/**
 * A port-forward: opened by GET as a WebSocket, for which newer API servers want `create` beside `get`. Without a right on EndpointSlices the pods
 * are listed instead.
 */
export const PORT_FORWARD_RIGHTS: readonly WayRight[] = [
  { group: '', resource: 'services', verbs: ['get'] },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: ['list'] },
  { group: '', resource: 'pods', verbs: ['list'] },
  { group: '', resource: 'pods/portforward', verbs: ['get', 'create'] },
];
