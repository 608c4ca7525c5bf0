import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createSystemClock } from './system-clock.ts';

test('a timer calls back, a cancelled one does not', async () => {
  const clock = createSystemClock();
  const started = clock.monotonic();
  const called: string[] = [];
  const cancel = clock.after(1, () => called.push('cancelled'));
  cancel();
  await new Promise<void>((resolve) => {
    clock.after(5, resolve);
  });
  expect(called).toEqual([]);
  expect(clock.monotonic()).toBeGreaterThan(started);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
});

test('a wait that is too long for Node does not end at once', () => {
  const clock = createSystemClock();
  const cancel = clock.after(2 ** 40, () => expect.unreachable());
  cancel();
});

test.each([
  [false, ''],
  [true, 'fired'],
])('holdsProcess %s: a process with nothing else to do prints "%s"', (holdsProcess, printed) => {
  const module = new URL('./system-clock.ts', import.meta.url).href;
  const script = `const { createSystemClock } = await import(${JSON.stringify(module)});
    createSystemClock({ holdsProcess: ${holdsProcess} }).after(100, () => process.stdout.write('fired'));`;
  expect(
    execFileSync(process.execPath, ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script]).toString(),
  ).toBe(printed);
});
