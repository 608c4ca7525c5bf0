import { expect, test } from 'vitest';
import { createContainerLog } from './container-log.ts';
import type { LogLine } from './pod-runtime.ts';

const CLOCK = { now: () => 5 };

test('text with line breaks makes lines', () => {
  const log = createContainerLog(CLOCK);
  log.write('one\ntwo\n');
  log.write('');
  log.write('three\n\nfive');
  expect(log.lines).toEqual(['one', 'two', '', 'three', '', 'five'].map((text) => ({ time: 5, text })));
});

test('the oldest lines go', () => {
  const log = createContainerLog(CLOCK, 10);
  for (let index = 0; index < 1000; index += 1) log.write(String(index));
  expect(log.lines.length).toBeLessThanOrEqual(11);
  expect(log.lines.length).toBeGreaterThanOrEqual(10);
  expect(log.lines.at(-1)?.text).toBe('999');
});

test('followers get later lines, then the end, once', () => {
  const log = createContainerLog(CLOCK);
  log.write('before');
  const heard: (string | undefined)[] = [];
  const listener = (line: LogLine | undefined): void => {
    heard.push(line?.text);
  };
  log.follow(listener);
  const stop = log.follow((line) => listener(line && { ...line, text: `second ${line.text}` }));
  log.write('a');
  stop();
  log.write('b');
  log.close();
  log.close();
  log.write('after');
  expect(heard).toEqual(['a', 'second a', 'b', undefined]);
  expect([log.closed, log.lines.length]).toEqual([true, 3]);
});

test('who follows a closed log hears the end at once', () => {
  const log = createContainerLog(CLOCK);
  log.close();
  const heard: unknown[] = [];
  log.follow((line) => heard.push(line));
  expect(heard).toEqual([undefined]);
});
