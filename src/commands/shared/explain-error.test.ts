import { CLIError } from '@oclif/core/errors';
import { expect, test } from 'vitest';
import { ApiError } from '../../cluster/api-error.ts';
import { usageError } from '../../output/cli-error.ts';
import { explainError } from './explain-error.ts';

const explain = (error: unknown): unknown => explainError(error, { bin: 'kubectl maia' });

test('an error of ours stays what it is', () => {
  const error = usageError('no');
  expect(explain(error)).toBe(error);
});

test("the parser's errors are wrong usage, without its pointer to the help", () => {
  expect(explain(new CLIError('Parsing --x \n\tExpected an integer but received: y\nSee more help with --help'))).toMatchObject({
    exit: 2,
    message: 'Parsing --x Expected an integer but received: y',
  });
});

test('flags that contradict each other are told as they were written', () => {
  const contradiction = new CLIError(
    'The following error occurred:\n  --any=true cannot also be provided when using --all\nSee more help with --help',
  );
  expect(explain(contradiction)).toMatchObject({ exit: 2, message: '--any cannot also be provided when using --all' });
});

test('an API error that nobody described keeps its exit code', () => {
  expect(explain(new ApiError({ reason: 'Unauthorized', code: 401, message: 'no' }))).toMatchObject({ exit: 5 });
});

test('anything else is a bug and says so', () => {
  expect(explain(new TypeError('x is not a function'))).toMatchObject({ exit: 1, message: 'internal error: x is not a function' });
  expect(explain('text')).toMatchObject({ exit: 1, message: 'internal error: text' });
});
