import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, tunnelScene } from './support/tunnels-scene.ts';

const ALL = 'first\nsecond\nthird\n';

/** Queries that are answered, with what they give. */
const ANSWERED: readonly (readonly [string, string])[] = [
  ['', ALL],
  ['?container=main', ALL],
  ['?container=', ALL],
  ['?tailLines=1', 'third\n'],
  ['?tailLines=0', ''],
  ['?tailLines=99', ALL],
  ['?limitBytes=8', 'first\nse'],
  ['?limitBytes=8&tailLines=2', 'second\nt'],
  ['?sinceTime=2025-12-31T23:59:59Z', ALL],
  ['?sinceTime=2099-01-01T00:00:00Z', ''],
  ['?sinceTime=', ALL],
  ['?follow=0', ALL],
  ['?follow=FALSE', ALL],
  ['?previous=0', ALL],
  ['?insecureSkipTLSVerifyBackend=true', ALL],
  ['?unknown=1', ALL],
];

const PARSE = 'strconv.ParseInt: parsing';
/** Queries that are malformed: 400. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['one/log?container=nope', 'container nope is not valid for pod one'],
  ['two/log', 'a container name must be specified for pod two, choose one of: [prep a b]'],
  ['nowhere/log?container=nope', 'container nope is not valid for pod nowhere'],
  ['one/log?tailLines=x', `${PARSE} "x": invalid syntax`],
  ['one/log?tailLines=', `${PARSE} "": invalid syntax`],
  ['one/log?limitBytes=99999999999999999999', `${PARSE} "99999999999999999999": value out of range`],
  ['one/log?sinceTime=x', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
];

const POSITIVE = 'must be greater than 0';
/** Values that may not be: 422, with the causes. */
const INVALID: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
  ['one', 'tailLines=-1', [['tailLines', 'Invalid value: -1: must be greater than or equal to 0']]],
  ['one', 'limitBytes=0', [['limitBytes', `Invalid value: 0: ${POSITIVE}`]]],
  ['one', 'sinceSeconds=0', [['sinceSeconds', `Invalid value: 0: ${POSITIVE}`]]],
  ['one', 'stream=Stdout', [['stream', 'Forbidden: may not be specified']]],
  [
    'one',
    'sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z',
    [['[]', 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified']],
  ],
  ['none', 'tailLines=-1', [['tailLines', 'Invalid value: -1: must be greater than or equal to 0']]],
  [
    'one',
    'sinceSeconds=-3&tailLines=-3&limitBytes=-1',
    [
      ['tailLines', 'Invalid value: -3: must be greater than or equal to 0'],
      ['limitBytes', `Invalid value: -1: ${POSITIVE}`],
      ['sinceSeconds', `Invalid value: -3: ${POSITIVE}`],
    ],
  ],
];

describeCluster(
  'logs of pods',
  (plane) => {
    const scene = tunnelScene(plane, 'logs');

    test.for(ANSWERED)('log%s', async ([query, text]) => {
      const answer = await scene.ask('GET', `/pods/one/log${query}`);
      expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'text/plain', text]);
    });

    test('timestamps have nine digits of a second', async () => {
      const { text } = await scene.ask('GET', '/pods/one/log?timestamps=true&tailLines=2');
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z second\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z third\n$/);
    });

    test('the time of a line is a point from which the log can be read', async () => {
      const { text } = await scene.ask('GET', '/pods/one/log?timestamps=true&tailLines=1');
      const [time = ''] = text.split(' ');
      expect((await scene.ask('GET', `/pods/one/log?sinceTime=${time}`)).text).toMatch(/third\n$/);
    });

    test.for(MALFORMED)('%s is refused', async ([path, message]) => {
      expect(failure(await scene.ask('GET', `/pods/${path}`))).toEqual([400, 'BadRequest', message]);
    });

    test.for(INVALID)('%s: %s is invalid', async ([pod, query, causes]) => {
      const answer = await scene.ask('GET', `/pods/${pod}/log?${query}`);
      const told = causes.map(([field, message]) => `${field}: ${message}`);
      const message = `PodLogOptions "${pod}" is invalid: ${told.length === 1 ? (told[0] ?? '') : `[${told.join(', ')}]`}`;
      const reason = (text: string): string => (text.startsWith('Forbidden') ? 'FieldValueForbidden' : 'FieldValueInvalid');
      expect(failure(answer)).toEqual([422, 'Invalid', message]);
      expect(answer.json).toMatchObject({
        details: {
          name: pod,
          kind: 'PodLogOptions',
          causes: causes.map(([field, text]) => ({ reason: reason(text), message: text, field })),
        },
      });
    });

    test('a pod that is not there', async () => {
      expect(failure(await scene.ask('GET', '/pods/none/log'))).toEqual([404, 'NotFound', 'pods "none" not found']);
    });

    test('a pod on no node has an empty answer', async () => {
      const { status, text } = await scene.ask('GET', '/pods/nowhere/log');
      expect([status, text]).toEqual([204, '']);
    });

    test.for(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is not allowed', async (method) => {
      const message = 'the server does not allow this method on the requested resource';
      expect(failure(await scene.ask(method, '/pods/one/log'))).toEqual([405, 'MethodNotAllowed', message]);
    });
  },
  { needs: 'controllers' },
);
