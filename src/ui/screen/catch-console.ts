import type { CaughtConsole } from './screen-options.ts';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

function words(parts: readonly unknown[]): string {
  return parts
    .map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');
}

/** Gives what a console is told to `take`, line by line, until the function that it gives is called: then the console is as it was. */
export function catchConsole(target: CaughtConsole | undefined, take: (line: string) => void): () => void {
  if (target === undefined) return () => undefined;
  const before = METHODS.map((method) => [method, target[method]] as const);
  for (const method of METHODS) {
    target[method] = (...parts: readonly unknown[]): void => {
      for (const line of words(parts).split('\n')) take(line);
    };
  }
  return () => {
    for (const [method, original] of before) target[method] = original;
  };
}
