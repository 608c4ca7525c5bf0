import { redisDirective } from './redis-directives.ts';
import { redisWords } from './redis-words.ts';

function lineProblem(line: string): string | undefined {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const words = redisWords(trimmed);
  if (words === undefined) return `${trimmed.split(/\s/)[0] ?? ''} has a quote that is not closed`;
  const [name = '', ...values] = words;
  const directive = redisDirective(name);
  if (directive === undefined) return `${name} is not a directive of Redis 7.0`;
  const problem = directive.problem(values);
  return problem === undefined ? undefined : `${name} ${problem}`;
}

/** Why Redis would not start with these lines of redis.conf; undefined where it would. */
export function redisLineProblem(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const problem = lineProblem(line);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
