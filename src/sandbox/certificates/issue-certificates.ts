import type * as X509Library from '@peculiar/x509';
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type * as X509 from './x509-library.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 60 * 60 * 1000;

/** A certificate and its key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What {@link issueCertificates} needs. */
export interface CertificateOptions {
  /** Names and addresses of the server beside the usual ones. */
  readonly names?: readonly string[];
  /** Real time in milliseconds since the epoch: clients check validity by their own clocks. */
  readonly now: number;
}

/** A certificate authority with what it issued. */
export interface Certificates {
  /** Certificate of the authority, in PEM. */
  readonly ca: string;
  readonly server: KeyPair;
  /** Of `aistack-sandbox-admin` in group `system:masters`. */
  readonly admin: KeyPair;
  /** Issues one more client certificate. */
  client(name: string, groups: readonly string[]): Promise<KeyPair>;
}

interface Subject {
  readonly name: string;
  readonly groups?: readonly string[];
  readonly extensions: readonly X509Library.Extension[];
}

const USUAL_NAMES = ['127.0.0.1', '::1', 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

/** Loaded when it is needed: it takes its time. Its dependency injection reads metadata that another package keeps, so that one goes first. */
async function x509Library(): Promise<typeof X509> {
  await import('reflect-metadata');
  return import('./x509-library.ts');
}

/** Attribute values go in as such, so no character of a name can be taken for syntax. */
function distinguishedName({ name, groups = [] }: Subject): Record<string, string[]>[] {
  return [...groups.map((group) => ({ O: [group] })), { CN: [name] }];
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const { PemConverter } = await x509Library();
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

/** A new certificate authority, valid for ten years, with a server certificate and an administrator's. ECDSA P-256 throughout. */
export async function issueCertificates(options: CertificateOptions): Promise<Certificates> {
  const x509 = await x509Library();
  const validity = { notBefore: new Date(options.now - DAY), notAfter: new Date(options.now + 3650 * DAY) };
  const caName = [{ CN: ['aistack-sandbox-ca'] }];
  const caKeys = await generateKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: caName,
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  const issue = async (subject: Subject): Promise<KeyPair> => {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity,
      subject: distinguishedName(subject),
      issuer: caName,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true), ...subject.extensions],
    });
    return { cert: `${certificate.toString('pem')}\n`, key: await pemOfKey(keys.privateKey) };
  };
  const client = async (name: string, groups: readonly string[]): Promise<KeyPair> =>
    issue({ name, groups, extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])] });
  const names = [...new Set([...USUAL_NAMES, ...(options.names ?? [])])];
  const server = await issue({
    name: 'aistack-sandbox',
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
    ],
  });
  return { ca: `${ca.toString('pem')}\n`, server, admin: await client('aistack-sandbox-admin', ['system:masters']), client };
}
