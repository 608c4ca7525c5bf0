import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, tunnelScene } from './support/tunnels-scene.ts';
import { acceptedSocket, askUpgrade, openSocket } from './support/tunnels-socket.ts';

const V4 = 'v4.channel.k8s.io';
const V5 = 'v5.channel.k8s.io';
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;

function command(...words: readonly string[]): string {
  return words.map((word) => `command=${encodeURIComponent(word)}`).join('&');
}

/** What is wrong before a kubelet is asked, with the answer. */
const REFUSED: readonly (readonly [string, number, string, string])[] = [
  ['one/exec?command=ls&stdout=true', 400, 'BadRequest', 'Upgrade request required'],
  ['one/attach?stdout=true', 400, 'BadRequest', 'Upgrade request required'],
  ['one/portforward?ports=80', 400, 'BadRequest', 'Upgrade request required'],
  ['one/exec?command=ls&stdout=true&container=nope', 400, 'BadRequest', 'container nope is not valid for pod one'],
  ['two/exec?command=ls&stdout=true', 400, 'BadRequest', 'a container name must be specified for pod two, choose one of: [prep a b]'],
  ['two/attach?stdout=true', 400, 'BadRequest', 'a container name must be specified for pod two, choose one of: [prep a b]'],
  ['none/exec?command=ls&stdout=true', 404, 'NotFound', 'pods "none" not found'],
  ['nowhere/exec?command=ls&stdout=true', 400, 'BadRequest', 'pod nowhere does not have a host assigned'],
  ['nowhere/attach?stdout=true', 400, 'BadRequest', 'pod nowhere does not have a host assigned'],
];

describeCluster(
  'exec and attach',
  (plane) => {
    const scene = tunnelScene(plane, 'exec');
    const exec = (query: string): string => scene.path(`/pods/one/exec?${query}`);

    test.for(REFUSED)('%s without an upgrade: %i', async ([path, code, reason, message]) => {
      expect(failure(await scene.ask('GET', `/pods/${path}`))).toEqual([code, reason, message]);
      expect(failure(await scene.ask('POST', `/pods/${path}`))).toEqual([code, reason, message]);
    });

    test.for(REFUSED.filter(([path]) => !path.startsWith('one/exec?command=ls&stdout=true') && path.includes('exec')))(
      '%s as a WebSocket: %i',
      async ([path, code, reason, message]) => {
        const refused = await openSocket(plane.kubeconfig, scene.path(`/pods/${path}`), [V5]);
        expect('status' in refused && failure(refused)).toEqual([code, reason, message]);
      },
    );

    test.for(['exec', 'attach', 'portforward'])('DELETE of %s is not allowed', async (subresource) => {
      const message = 'the server does not allow this method on the requested resource';
      expect(failure(await scene.ask('DELETE', `/pods/one/${subresource}`))).toEqual([405, 'MethodNotAllowed', message]);
    });

    test('an unknown protocol is refused', async () => {
      const refused = await openSocket(plane.kubeconfig, exec(`stdout=true&${command('true')}`), ['v9.channel.k8s.io']);
      expect('status' in refused && refused.status).toBe(403);
    });

    test.for([V5, `${V5} ${V4}`, `${V4} ${V5}`])('of %s the newest is chosen', async (protocols) => {
      const socket = await acceptedSocket(plane.kubeconfig, exec(`stdout=true&${command('true')}`), protocols.split(' '));
      expect(socket.protocol).toBe(V5);
      await socket.closed;
    });

    test.for([V5, V4])('%s: output, errors and success', async (protocol) => {
      const socket = await acceptedSocket(
        plane.kubeconfig,
        exec(`stdout=true&stderr=true&${command('sh', '-c', 'echo out; echo err >&2')}`),
        [protocol],
      );
      expect(await socket.closed).toBe(1000);
      expect(socket.messages[0]).toBe('\u0001');
      expect([socket.on(STDOUT), socket.on(STDERR)]).toEqual(['out\n', 'err\n']);
      expect(JSON.parse(socket.on(ERROR))).toMatchObject({ status: 'Success' });
    });

    test('a stream that was not asked for says nothing', async () => {
      const socket = await acceptedSocket(plane.kubeconfig, exec(`stderr=true&${command('sh', '-c', 'echo out; echo err >&2')}`), [V5]);
      await socket.closed;
      expect(socket.messages[0]).toBe('\u0002');
      expect([socket.on(STDOUT), socket.on(STDERR)]).toEqual(['', 'err\n']);
    });

    test.for([V5, V4])('%s: input reaches the command', async (protocol) => {
      const socket = await acceptedSocket(plane.kubeconfig, exec(`stdin=true&stdout=true&${command('head', '-n', '1')}`), [protocol]);
      socket.send(0, 'hello\n');
      await socket.closed;
      expect(socket.on(STDOUT)).toBe('hello\n');
    });

    test('a size of the terminal and an unknown channel are taken without a word', async () => {
      const socket = await acceptedSocket(plane.kubeconfig, exec(`stdin=true&stdout=true&${command('head', '-n', '1')}`), [V5]);
      socket.send(4, '{"Width":80,"Height":24}');
      socket.send(9, 'what');
      socket.send(0, 'still here\n');
      await socket.closed;
      expect(socket.on(STDOUT)).toBe('still here\n');
    });

    test('no stream at all: a failure on the error channel', async () => {
      const socket = await acceptedSocket(plane.kubeconfig, exec(command('true')), [V5]);
      await socket.closed;
      const cause = 'unable to upgrade connection: you must specify at least 1 of stdin, stdout, stderr';
      expect(JSON.parse(socket.on(ERROR))).toEqual({
        metadata: {},
        status: 'Failure',
        message: `Internal error occurred: ${cause}`,
        reason: 'InternalError',
        details: { causes: [{ message: cause }] },
        code: 500,
      });
    });

    test('SPDY: the version that is spoken', async () => {
      const path = exec(`stdout=true&${command('true')}`);
      const { status, headers } = await askUpgrade(plane.kubeconfig, path, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': V4 });
      expect([status, headers['upgrade'], headers['x-stream-protocol-version']]).toEqual([101, 'SPDY/3.1', V4]);
    });

    test('SPDY: an unknown version', async () => {
      const path = exec(`stdout=true&${command('true')}`);
      const { status, text } = await askUpgrade(plane.kubeconfig, path, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v9' });
      expect([status, text]).toEqual([
        403,
        expect.stringContaining('unable to upgrade: unable to negotiate protocol: client supports [v9], server accepts [v4.'),
      ]);
    });
  },
  { needs: 'controllers' },
);
