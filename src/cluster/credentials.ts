/** What proves who we are, at one moment. */
export interface Credential {
  /** The `Authorization` header. */
  readonly authorization?: string;
  /** A client certificate. The same object as long as it is the same certificate: connections are kept by its identity. */
  readonly certificate?: ClientCertificate;
}

/** A client certificate with its private key, PEM. */
export interface ClientCertificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** A source of credentials. `current` answers without a promise while what it has is fresh: it is asked before every request. */
export interface Credentials {
  current(): Credential | Promise<Credential>;
  /** The server rejected this credential. True when `current` now gives another one. */
  renew(rejected: unknown): Promise<boolean>;
  /** Ends what is under way (a credential plugin). */
  close(): void;
}
