import { expect, test } from 'vitest';
import { CliError } from '../../../output/cli-error.ts';
import { conditionText, parseWaitCondition } from './wait-condition.ts';

test.each([
  ['ready', { is: 'ready' }],
  ['suspended', { is: 'suspended' }],
  ['succeeded', { is: 'succeeded' }],
  ['deleted', { is: 'deleted' }],
  ['delete', { is: 'deleted' }],
  ['condition=Ready', { is: 'condition', type: 'Ready', status: 'True' }],
  ['condition=Ready=false', { is: 'condition', type: 'Ready', status: 'false' }],
  ['jsonpath={.status.phase}', { is: 'jsonpath', path: '{.status.phase}' }],
  ['jsonpath={.status.phase}=Running', { is: 'jsonpath', path: '{.status.phase}', value: 'Running' }],
  ['jsonpath=.status.phase=Running', { is: 'jsonpath', path: '.status.phase', value: 'Running' }],
  ['jsonpath={.status.url}=http://x/?a=b', { is: 'jsonpath', path: '{.status.url}', value: 'http://x/?a=b' }],
  ['jsonpath={.status.phase}="Running"', { is: 'jsonpath', path: '{.status.phase}', value: 'Running' }],
  [
    'jsonpath={.status.conditions[?(@.type=="Ready")].status}=True',
    { is: 'jsonpath', path: '{.status.conditions[?(@.type=="Ready")].status}', value: 'True' },
  ],
  [
    'jsonpath=.status.conditions[?(@.type=="}=")].status=True',
    { is: 'jsonpath', path: '.status.conditions[?(@.type=="}=")].status', value: 'True' },
  ],
])('%s is understood, and written the same way again', (text, condition) => {
  expect(parseWaitCondition(text)).toEqual(condition);
  expect(parseWaitCondition(conditionText(parseWaitCondition(text)))).toEqual(condition);
});

test.each([
  ['', 'is not known'],
  ['Ready', 'is not known'],
  ['condition', 'is not known'],
  ['condition=', 'is not condition=TYPE or condition=TYPE=STATUS'],
  ['condition=Ready=', 'is not condition=TYPE or condition=TYPE=STATUS'],
  ['condition=Ready=True=x', 'is not condition=TYPE or condition=TYPE=STATUS'],
  ['jsonpath=', 'has no path'],
  ['jsonpath={}', 'has no path'],
  ['jsonpath={.a}=', 'has an empty value'],
  ['jsonpath={.a', 'cannot be read'],
  ['jsonpath={.a}x=y', 'cannot be read'],
])('"%s" is wrong usage', (text, problem) => {
  const error = ((): unknown => {
    try {
      return parseWaitCondition(text);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(CliError);
  expect(error).toMatchObject({ exit: 2, message: expect.stringContaining(problem) });
});
