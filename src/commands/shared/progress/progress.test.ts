import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import type { StepRecord } from '../step-records.ts';
import { progress, type Progress, type ProgressOptions } from './progress.ts';

interface Plain {
  readonly shown: Progress;
  readonly told: string[];
  readonly records: StepRecord[];
  readonly clock: ReturnType<typeof fakeClock>;
}

function plain(options: ProgressOptions = {}, runtime: { readonly isTerminal?: boolean; readonly term?: string } = {}): Plain {
  const clock = fakeClock();
  const told: string[] = [];
  const records: StepRecord[] = [];
  const env = runtime.term === undefined ? {} : { TERM: runtime.term };
  const shown = progress({ stderr: (text) => void told.push(text), stderrIsTerminal: runtime.isTerminal ?? false, env }, 'waiting', {
    clock,
    record: async (record) => void records.push(record),
    ...options,
  });
  return { shown, told, records, clock };
}

test('off a terminal: a line for each end, records of the same, and what is open every ten seconds', async () => {
  const { shown, told, records, clock } = plain();
  const [a, b, c] = [shown.step('a'), shown.step('b'), shown.step('c')];
  clock.advance(10_000);
  a.say('fetching');
  a.say('unpacking');
  clock.advance(9999);
  b.done();
  clock.advance(1);
  a.done('created');
  c.failed(new Error('no room'));
  a.say('too late');
  a.failed(new Error('too late'));
  clock.advance(60_000);
  await shown.close();
  expect(told).toEqual([
    'still waiting: a (and 2 more)\n',
    'b done\n',
    'still waiting: a (and 1 more): unpacking\n',
    'a created\n',
    'c failed: no room\n',
  ]);
  expect(records).toEqual([
    { step: 'waiting', object: 'b', result: 'done' },
    { step: 'waiting', object: 'a', result: 'created' },
    { step: 'waiting', object: 'c', result: 'failed: no room' },
  ]);
  expect(clock.pending()).toBe(0);
});

test('a command that prints its results itself gets no lines for them', async () => {
  const { shown, told, clock } = plain({ lines: false });
  shown.step('a').done();
  shown.step('b').say('on its way');
  clock.advance(10_000);
  await shown.close();
  clock.advance(60_000);
  expect(told).toEqual(['still waiting: b: on its way\n']);
});

test('quiet: nothing is shown, and everything is recorded', async () => {
  const { shown, told, records, clock } = plain({ quiet: true, verb: 'delete' });
  shown.step('a').done('deleted');
  shown.step('b');
  clock.advance(60_000);
  await shown.close();
  expect({ told, records }).toEqual({ told: [], records: [{ step: 'delete', object: 'a', result: 'deleted' }] });
});

test('a record that cannot be written is a warning, once', async () => {
  const { shown, told } = plain({ lines: false, record: () => Promise.reject(new Error('cannot write x')) });
  shown.step('a').done();
  shown.step('b').done();
  await shown.close();
  expect(told).toEqual(['warning: cannot write x\n']);
});

test('a terminal that can do nothing gets lines', async () => {
  const { shown, told } = plain({}, { isTerminal: true, term: 'dumb' });
  shown.step('a').done();
  await shown.close();
  expect(told).toEqual(['a done\n']);
});

/** A terminal that keeps what is written to it. */
function terminal(): { readonly stream: NodeJS.WriteStream; text(): string } {
  const chunks: string[] = [];
  const stream = Object.create(WriteStream.prototype) as NodeJS.WriteStream;
  const write = (chunk: string | Uint8Array): boolean => chunks.push(String(chunk)) > 0;
  Object.assign(stream, { isTTY: true, columns: 60, rows: 20, write });
  return { stream, text: () => chunks.join('') };
}

const HIDE = '\u001B[?25l';
const SHOW = '\u001B[?25h';
/** Colours alone, without the escape in front. */
const SIGNS = new RegExp(`(?<=${String.fromCodePoint(27)}\\[)[1-9]\\d*m`, 'g');
/** Colours and cursor movements. */
const CODES = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;?]*[a-zA-Z]`, 'g');

test('on a terminal: a list that stays, with the cursor back', async () => {
  const { stream, text } = terminal();
  const { write } = stream;
  const { shown, told, records } = plain({ terminal: stream }, { isTerminal: true });
  const [a, b, c] = [shown.step('a'), shown.step('b'), shown.step('c')];
  a.say('fetching');
  a.done('created');
  b.failed(new Error('no room\nat all'));
  await shown.close();
  c.done();
  const raw = text();
  expect(told).toEqual([]);
  expect(records.map(({ object, result }) => `${object} ${result}`)).toEqual(['a created', 'b failed: no room\nat all', 'c done']);
  expect(raw.lastIndexOf(SHOW)).toBeGreaterThan(raw.lastIndexOf(HIDE));
  expect(stream.write).toBe(write);
  const last = raw.replaceAll(CODES, '').trimEnd().split('\n').slice(-3);
  expect(last).toEqual([expect.stringMatching(/^. a: created$/), expect.stringMatching(/^. b: no room$/), expect.stringMatching(/^. c$/)]);
});

test.each([
  [true, ['32m', '31m']],
  [false, []],
])('on a terminal that is coloured (%s), the signs are too, whatever the environment of the process says', async (paintsStderr, codes) => {
  const { stream, text } = terminal();
  const shown = progress({ stderr: () => undefined, stderrIsTerminal: true, env: {}, paintsStderr }, 'waiting', { terminal: stream });
  const [a, b, c] = [shown.step('a'), shown.step('b'), shown.step('c')];
  await expect.poll(text).toContain('c');
  a.done();
  b.failed(new Error('no'));
  await shown.close();
  c.done();
  const signs = new Set(text().match(SIGNS));
  expect([...signs].filter((sign) => codes.includes(sign)).toSorted()).toEqual(codes.toSorted());
  expect(signs.size > 0).toBe(paintsStderr);
});

test('on a terminal, steps that come later make a list of their own', async () => {
  const { stream, text } = terminal();
  const { shown } = plain({ terminal: stream }, { isTerminal: true });
  shown.step('first').done();
  await expect.poll(text).toContain('first: done');
  const second = shown.step('second');
  await expect.poll(text).toContain('second');
  second.done('made');
  await shown.close();
  expect(text().replaceAll(CODES, '')).toMatch(/first: done\n[^]*second: made\n$/);
});

test('on a terminal, what is said meanwhile comes out below the list', async () => {
  const { stream, text } = terminal();
  const { shown } = plain({ terminal: stream }, { isTerminal: true });
  const step = shown.step('a');
  await expect.poll(text).toContain('a');
  stream.write('warning: old server\n');
  step.done();
  await shown.close();
  expect(text().replaceAll(CODES, '').trimEnd()).toMatch(/ a: done\nwarning: old server$/);
});

test('on a terminal, a list whose results the command prints is wiped away', async () => {
  const { stream, text } = terminal();
  const { shown } = plain({ terminal: stream, lines: false }, { isTerminal: true });
  const step = shown.step('a');
  await expect.poll(text).toContain('a');
  step.done('ready');
  await shown.close();
  const afterLastErase = text().slice(text().lastIndexOf('\u001B[2K')).replaceAll(CODES, '');
  expect(afterLastErase.trim()).toBe('');
});
