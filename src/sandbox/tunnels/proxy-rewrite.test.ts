import { expect, test } from 'vitest';
import { goPath } from './proxy-request.ts';
import { rewriteHtml, rewriteLink } from './proxy-rewrite.ts';

const CONTEXT = { prefix: '/api/v1/p/proxy', host: 'server:6443' };

test.for([
  ['/', '/api/v1/p/proxy/'],
  ['/x?y#z', '/api/v1/p/proxy/x?y#z'],
  ['x', 'x'],
  ['../x', '../x'],
  ['#here', '#here'],
  ['/api/v1/p/proxy/x', '/api/v1/p/proxy/x'],
  ['https://server:6443/x', 'https://server:6443/api/v1/p/proxy/x'],
  ['https://other/x', 'https://other/x'],
  ['//other/x', '//other/x'],
] as const)('the link %s becomes %s', ([link, expected]) => {
  expect(rewriteLink(link, CONTEXT)).toBe(expected);
});

test('links of a page, in either kind of quotes, and no other text', () => {
  const page = `<a class="/x" href="/x">/x</a><img src='/y.png'><form action="/go"><p>href="/no"</p>`;
  const expected = `<a class="/x" href="/api/v1/p/proxy/x">/x</a><img src='/api/v1/p/proxy/y.png'><form action="/api/v1/p/proxy/go"><p>href="/no"</p>`;
  expect(rewriteHtml(page, CONTEXT)).toBe(expected);
});

test('a path is encoded as Go does', () => {
  expect(goPath("/a b/%/$&+,/:;=@-_.~!'()*é")).toBe('/a%20b/%25/$&+,/:;=@-_.~%21%27%28%29%2A%C3%A9');
});
