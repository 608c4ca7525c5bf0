import type { IncomingHttpHeaders } from 'node:http';
import type { RequestInfo } from './request-info.ts';
import type { Requester } from './requester.ts';

/** What a client certificate says. */
export interface ClientCertificate {
  /** CN of the subject: the user's name. */
  readonly name: string;
  /** Each O of the subject: the groups. */
  readonly groups: readonly string[];
  /** Whether a CA of the server issued it and it is valid now. */
  readonly trusted: boolean;
  /** SHA-256 of its DER form in lower-case hex: the server tells it as the credential's id. */
  readonly sha256?: string;
}

/** What a request shows about who sends it. Header names are in lower case. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  readonly certificate?: ClientCertificate | undefined;
}

/** Finds out who asks. */
export interface Authenticator {
  /** The user; without any credentials `system:anonymous`. undefined: credentials were given and are wrong (401). */
  authenticate(credentials: Credentials): Requester | undefined;
  /**
   * Whom the `Impersonate-*` headers name, or the requester where there are none. Throws ApiFailure (403, 400) where that may not be.
   * `info`: what is asked for; since 1.36 the right to impersonate may depend on it, and its verb stands in the refusal.
   */
  impersonate(requester: Requester, headers: IncomingHttpHeaders, info?: RequestInfo): Requester;
}
