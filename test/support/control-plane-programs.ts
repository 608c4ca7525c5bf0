import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePki } from './control-plane-pki.ts';
import type { ControlPlane, ControlPlaneProgram } from './control-plane-types.ts';
import { freePort } from './free-port.ts';

const READY_WITHIN_MS = 60_000;

interface Place {
  readonly dir: string;
  readonly etcd: number;
  readonly peer: number;
  readonly port: number;
}

function etcdArguments({ dir, etcd, peer }: Place): readonly string[] {
  return [
    `--data-dir=${dir}/etcd`,
    `--listen-client-urls=http://127.0.0.1:${etcd}`,
    `--advertise-client-urls=http://127.0.0.1:${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

function apiServerArguments({ dir, etcd, port }: Place, audit: boolean): readonly string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    // Without controllers nobody makes the default service account; pods are to be accepted all the same.
    '--disable-admission-plugins=ServiceAccount',
    `--tls-cert-file=${dir}/pki/apiserver.crt`,
    `--tls-private-key-file=${dir}/pki/apiserver.key`,
    `--client-ca-file=${dir}/pki/ca.crt`,
    `--token-auth-file=${dir}/tokens.csv`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${dir}/pki/sa.pub`,
    `--service-account-signing-key-file=${dir}/pki/sa.key`,
    ...(audit ? [`--audit-policy-file=${dir}/audit.yaml`, `--audit-log-path=${dir}/audit.log`, '--audit-log-mode=batch'] : []),
  ];
}

function kubeconfigText(place: Place, user: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: aistack-test
  cluster: {server: "https://127.0.0.1:${place.port}", certificate-authority: "${place.dir}/pki/ca.crt"}
users:
- name: user
  user: ${user}
contexts:
- name: aistack-test
  context: {cluster: aistack-test, user: user, namespace: default}
current-context: aistack-test
`;
}

async function writeFiles(place: Place, audit: boolean): Promise<void> {
  const write = async (name: string, text: string): Promise<void> => writeFile(path.join(place.dir, name), text, { mode: 0o600 });
  await write('tokens.csv', 'nobody-token,nobody,1001\ndeveloper-token,developer,1002,"developers"\nci-token,ci,1003,"ci"\n');
  await write('audit.yaml', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- level: Metadata\n');
  await write('etcd.args', etcdArguments(place).join('\n'));
  await write('kube-apiserver.args', apiServerArguments(place, audit).join('\n'));
  const admin = `{client-certificate: "${place.dir}/pki/admin.crt", client-key: "${place.dir}/pki/admin.key"}`;
  await write('kubeconfig', kubeconfigText(place, admin));
  for (const user of ['nobody', 'developer', 'ci']) await write(`${user}.kubeconfig`, kubeconfigText(place, `{token: ${user}-token}`));
}

/** A bare environment: a proxy variable would send the cluster's own traffic off this machine. */
async function launch(dir: string, program: ControlPlaneProgram): Promise<void> {
  const args = (await readFile(path.join(dir, `${program}.args`), 'utf8')).split('\n');
  const log = openSync(path.join(dir, `${program}.log`), 'a');
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const child = spawn(path.join(dir, 'bin', program), args, { detached: true, env, stdio: ['ignore', log, log] });
  closeSync(log);
  await once(child, 'spawn');
  await writeFile(path.join(dir, `${program}.pid`), String(child.pid));
  child.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function end(dir: string, program: ControlPlaneProgram, signal: NodeJS.Signals): Promise<void> {
  const file = path.join(dir, `${program}.pid`);
  const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (pid === 0) return;
  if (isAlive(pid)) process.kill(pid, signal);
  while (isAlive(pid)) await sleep(50);
  await rm(file, { force: true });
}

async function answersReady(place: Place, ca: Buffer, cert: Buffer, key: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port: place.port, path: '/readyz', ca, cert, key, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    request.once('error', () => resolve(false));
  });
}

async function untilReady(place: Place): Promise<void> {
  const pki = async (name: string): Promise<Buffer> => readFile(path.join(place.dir, 'pki', name));
  const [ca, cert, key] = await Promise.all([pki('ca.crt'), pki('admin.crt'), pki('admin.key')]);
  const pid = Number(await readFile(path.join(place.dir, 'kube-apiserver.pid'), 'utf8'));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answersReady(place, ca, cert, key))) {
    if (!isAlive(pid) || Date.now() > deadline) {
      const log = await readFile(path.join(place.dir, 'kube-apiserver.log'), 'utf8');
      throw new Error(`kube-apiserver did not get ready:\n${log.split('\n').slice(-20).join('\n')}`);
    }
    await sleep(100);
  }
}

/** Starts etcd and kube-apiserver out of a folder as envtest lays it out; the files in `dir` are named as the start script names them. */
export async function startPrograms(folder: string, dir: string, audit: boolean): Promise<Pick<ControlPlane, 'start' | 'stop' | 'kill'>> {
  await symlink(path.resolve(folder), path.join(dir, 'bin'));
  const place: Place = { dir, etcd: await freePort(), peer: await freePort(), port: await freePort() };
  await makePki(path.join(dir, 'pki'));
  await writeFiles(place, audit);
  const start = async (program: ControlPlaneProgram): Promise<void> => {
    await launch(dir, program);
    if (program === 'kube-apiserver') await untilReady(place);
  };
  await start('etcd');
  await start('kube-apiserver');
  return { start, stop: async (program) => end(dir, program, 'SIGTERM'), kill: async (program) => end(dir, program, 'SIGKILL') };
}
