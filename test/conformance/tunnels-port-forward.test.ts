import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { CLOSED_PORT, failure, PORT, tunnelScene } from './support/tunnels-scene.ts';
import { acceptedSocket, askUpgrade, openSocket } from './support/tunnels-socket.ts';

const V4 = 'v4.channel.k8s.io';
const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const SPDY = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' };
const WEB_SOCKET = { upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
const GET = 'GET /there HTTP/1.1\r\nHost: stand-in\r\nConnection: close\r\n\r\n';
/** The ports as the first message of a channel says them: two bytes, the lower one first. */
const SAID = '\u00a0F';
const SAID_CLOSED = '\u00a1F';

describeCluster(
  'port-forward',
  (plane) => {
    const scene = tunnelScene(plane, 'forward');
    const forward = (pod: string, query = ''): string => scene.path(`/pods/${pod}/portforward${query}`);

    test('a WebSocket that names a port: data and errors in two channels', async () => {
      const socket = await acceptedSocket(plane.kubeconfig, forward('one', `?ports=${String(PORT)}`), [V4]);
      await expect.poll(() => socket.messages).toEqual([`\0${SAID}`, `\u0001${SAID}`]);
      socket.send(0, GET);
      await expect.poll(() => socket.on(0)).toContain('"url":"/there"');
      expect(socket.on(0).slice(0, 17)).toBe(`${SAID}HTTP/1.1 200 OK`);
      socket.end();
    });

    test.for([`?ports=${String(PORT)}&ports=${String(CLOSED_PORT)}`, `?ports=${String(PORT)},${String(CLOSED_PORT)}`])(
      '%s: two ports, and on one nobody listens',
      async (query) => {
        const socket = await acceptedSocket(plane.kubeconfig, forward('one', query), [V4]);
        await expect.poll(() => socket.on(3)).toMatch(new RegExp(`^${SAID_CLOSED}error forwarding port ${String(CLOSED_PORT)} to pod one`));
        expect([socket.on(0), socket.on(1), socket.on(2)]).toEqual([SAID, SAID, SAID_CLOSED]);
        socket.send(0, GET);
        await expect.poll(() => socket.on(0)).toContain('"url":"/there"');
        socket.end();
      },
    );

    test.for([
      ['', 'query parameter "port" is required'],
      ['?ports=0', 'port "0" must be > 0'],
    ] as const)('a WebSocket with "%s": 400 in plain text', async ([query, text]) => {
      const refused = await openSocket(plane.kubeconfig, forward('one', query), [V4]);
      expect('status' in refused && [refused.status, refused.text.trim()]).toEqual([400, text]);
    });

    test.for([
      ['x', '"x": invalid syntax'],
      ['70000', '"70000": value out of range'],
      ['', '"": invalid syntax'],
    ] as const)('ports=%s is no list of ports', async ([ports, why]) => {
      const message = `cannot convert to []int32: strconv.ParseUint: parsing ${why}`;
      expect(failure(await scene.ask('GET', `/pods/one/portforward?ports=${ports}`))).toEqual([400, 'BadRequest', message]);
    });

    test.for([V4.replace('4', '5'), 'portforward.k8s.io'])('the WebSocket protocol %s is refused', async (protocol) => {
      const refused = await openSocket(plane.kubeconfig, forward('one', `?ports=${String(PORT)}`), [protocol]);
      expect('status' in refused && refused.status).toBe(403);
    });

    test('a tunnel of SPDY in a WebSocket', async () => {
      const { status, headers } = await askUpgrade(
        plane.kubeconfig,
        forward('one'),
        { ...WEB_SOCKET, 'sec-websocket-protocol': TUNNEL },
        'GET',
      );
      expect([status, headers['upgrade'], headers['sec-websocket-protocol']]).toEqual([101, 'websocket', TUNNEL]);
      expect(headers['sec-websocket-accept']).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    });

    test('SPDY itself', async () => {
      const { status, headers } = await askUpgrade(plane.kubeconfig, forward('one'), SPDY);
      expect([status, headers['upgrade'], headers['x-stream-protocol-version']]).toEqual([101, 'SPDY/3.1', 'portforward.k8s.io']);
    });

    test('SPDY without a version of what is spoken in it', async () => {
      const { status, text } = await askUpgrade(plane.kubeconfig, forward('one'), { upgrade: 'SPDY/3.1' });
      expect([status, text]).toEqual([
        400,
        expect.stringContaining('unable to upgrade: header X-Stream-Protocol-Version does not exist in request'),
      ]);
    });

    test('SPDY with an unknown version', async () => {
      const { status, text, headers } = await askUpgrade(plane.kubeconfig, forward('one'), { ...SPDY, 'x-stream-protocol-version': 'v9' });
      const message = 'unable to upgrade: unable to negotiate protocol: client supports [v9], server accepts [portforward.k8s.io]';
      expect([status, text.trim(), headers['x-accepted-stream-protocol-versions']]).toEqual([403, message, 'portforward.k8s.io']);
    });

    test.for([
      ['none', 404, 'NotFound', 'pods "none" not found'],
      ['nowhere', 400, 'BadRequest', 'pod nowhere does not have a host assigned'],
    ] as const)('pod %s: %i', async ([pod, code, reason, message]) => {
      expect(failure(await askUpgrade(plane.kubeconfig, forward(pod), SPDY))).toEqual([code, reason, message]);
      expect(failure(await askUpgrade(plane.kubeconfig, forward(pod), { ...WEB_SOCKET, 'sec-websocket-protocol': TUNNEL }, 'GET'))).toEqual(
        [code, reason, message],
      );
    });
  },
  { needs: 'controllers' },
);
