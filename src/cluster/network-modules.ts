import type * as nodeHttp from 'node:http';
import type * as nodeHttps from 'node:https';
import type * as nodeTls from 'node:tls';

/**
 * Node's http, https and tls. An `import` of them reads every export to fill its namespace, and some are getters that load much:
 * `http.WebSocket` all of undici (25 ms), `tls.rootCertificates` every root certificate. `getBuiltinModule` reads none.
 */
export const http: typeof nodeHttp = process.getBuiltinModule('node:http');
/** See {@link http}. */
export const https: typeof nodeHttps = process.getBuiltinModule('node:https');
/** See {@link http}. */
export const tls: typeof nodeTls = process.getBuiltinModule('node:tls');
