import { expect, test } from 'vitest';
import { lastingWords } from './lasting-words.ts';

test('whichever pod was tried, and from whichever port, the words are the same', () => {
  const tried = (pod: string, id: string, port: number): string =>
    `Service m1/docs-server-svc:8080 through a port-forward: pod m1/${pod} port 8080: error forwarding port 8080 to pod ${id}, uid : exit status 1: read tcp4 127.0.0.1:${port}->127.0.0.1:8080: connection reset by peer`;
  const words = lastingWords(tried('docs-server-69884db57d-zkdld', '5c3d9f', 40_112));
  expect(words).toBe(lastingWords(tried('docs-server-69884db57d-z8kjb', 'a7710e', 51_900)));
  expect(words).toBe(
    'Service m1/docs-server-svc:8080 through a port-forward: a pod port 8080: error forwarding port 8080 to the pod: exit status 1: read tcp4 127.0.0.1:8080: connection reset by peer',
  );
  expect(lastingWords('read tcp [::1]:4000->[::1]:80: closed')).toBe('read tcp [::1]:80: closed');
});

test('other words stay', () => {
  const message = 'GET /api/jobs/created: 200: no list: pod security forbids it; http://10.0.0.1:8080 -> nothing';
  expect(lastingWords(message)).toBe(message);
});
