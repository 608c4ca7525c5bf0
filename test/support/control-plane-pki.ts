import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes a certificate authority, the API server's and an admin's certificate, and a key pair for service accounts, with openssl. */
export async function makePki(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const openssl = async (...args: readonly string[]): Promise<void> => {
    await run('openssl', args, { cwd: dir });
  };
  const key = async (name: string): Promise<void> => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  const issue = async (name: string, subject: string, extension: string): Promise<void> => {
    await key(name);
    await writeFile(path.join(dir, `${name}.ext`), extension);
    await openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
    const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', `${name}.ext`];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-out', `${name}.crt`);
  };
  await key('ca');
  await openssl('req', '-x509', '-new', '-key', 'ca.key', '-days', '30', '-subj', '/CN=aistack-test-ca', '-out', 'ca.crt');
  await key('sa');
  await openssl('ec', '-in', 'sa.key', '-pubout', '-out', 'sa.pub');
  await issue('apiserver', '/CN=kube-apiserver', 'subjectAltName=IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc');
  await issue('admin', '/O=system:masters/CN=admin', 'extendedKeyUsage=clientAuth');
}
