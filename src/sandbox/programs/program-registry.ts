import type { Program, ProgramRegistry } from './program.ts';

/** An empty registry, or one with these programs. A program that is added later stands behind those added before. */
export function createProgramRegistry(initial: readonly Program[] = []): ProgramRegistry {
  const programs = [...initial];
  return {
    add: (program) => {
      programs.push(program);
    },
    find: (container, pod) => programs.find((program) => program.matches(container, pod)),
  };
}
