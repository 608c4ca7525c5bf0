import { readFile } from 'node:fs/promises';
import { connect } from '../../src/cluster/connect.ts';
import { createServiceCaller } from '../../src/cluster/reach/create-service-caller.ts';

/**
 * A program of its own: asks a Service once by port-forward, closes nothing and prints the status, and whether it was held after that.
 * Arguments: kubeconfig, namespace, Service, port, and the file of an authority where the Service speaks TLS.
 */
const [, , kubeconfig = '', namespace = '', name = '', port = '', authority] = process.argv;
/** Kept connections end by themselves after 4 s. */
const HELD_MS = 2000;
const ca = authority === undefined ? undefined : await readFile(authority, 'utf8');
const connection = await connect({ kubeconfig, program: 'reach-once', version: '0', fieldManager: 'test' });
const { status } = await createServiceCaller(connection).call(
  { namespace, name, port: Number(port) },
  { method: 'GET', path: '/', timeoutMs: 10_000, secretPath: true, ...(ca !== undefined && { tls: { ca } }) },
);
const answered = performance.now();
process.once('exit', () => {
  process.stdout.write(`${String(status)} ${performance.now() - answered > HELD_MS ? 'held' : 'free'}\n`);
});
