import path from 'node:path';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { type ContainerFiles, layOut } from './container-files.ts';
import type { ContainerSpec, Program, ProgramContext, RunningProgram } from './program.ts';
import { runProcess } from './run-process.ts';

/** How containers run for real. */
export interface ShellProgramOptions {
  /** Default `shell`. */
  readonly name?: string;
  /** Which containers run; of them only those whose command is a shell. Default: all of those. */
  matches?(container: ContainerSpec, pod: KubeObject): boolean;
  /** What stands in for the shell, such as `['busybox', 'sh']`. Default: the one that the command names, by its name on `path`. */
  readonly shell?: readonly string[];
  /** The `PATH` of the programs. Nothing else of this process's environment reaches them. */
  readonly path: string;
  /** Where their temporary files are, such as `os.tmpdir()`. */
  readonly tempRoot: string;
}

const SHELLS = new Set(['sh', 'ash', 'bash', 'dash']);
/** An option of a shell whose next argument is a script: `-c`, `-ec`, `-euxc`. */
const SCRIPT_FOLLOWS = /^-[a-z]*c[a-z]*$/;

function isShell(word: string | undefined): boolean {
  return word !== undefined && SHELLS.has(path.posix.basename(word));
}

/** Writes whole lines of two streams into the log; `end` writes what has no line break. */
function lineWriter(log: (line: string) => void): { readonly write: (chunk: Buffer) => void; readonly end: () => void } {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    write: (chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) log(line);
    },
    end: () => {
      if (rest !== '') log(rest);
    },
  };
}

/** The command as it runs here: its shell replaced, its paths those of this machine. */
function mappedCommand(command: readonly string[], { mapping }: ContainerFiles, shell: readonly string[] | undefined): readonly string[] {
  const [first = '', ...rest] = command;
  const head = !isShell(first) ? [mapping.value(first)] : (shell ?? [path.posix.basename(first)]);
  const script = isShell(first) ? rest.findIndex((word) => SCRIPT_FOLLOWS.test(word)) + 1 : 0;
  return [...head, ...rest.map((word, index) => (script > 0 && index === script ? mapping.script(word) : mapping.value(word)))];
}

/**
 * THE JOB RUNNER: runs the shell command of a container for real, as processes of this machine with the rights of this process, in
 * folders that stand for its volumes. Mount paths are rewritten in the environment, the arguments, the working directory and, where they
 * stand as words of their own, in the script ({@link mountMapping} says how). Other absolute paths are those of this machine: there is
 * no isolation, so it runs only what it is told to, and is in no registry unless somebody puts it there.
 */
export function shellProgram(options: ShellProgramOptions): Program {
  const start = async (context: ProgramContext): Promise<RunningProgram> => {
    const { container, log, signal, volumes } = context;
    const files = await layOut(volumes, options.tempRoot);
    const { mapping, root, temp } = files;
    const own = Object.fromEntries(Object.entries(container.env).map(([name, value]) => [name, mapping.value(value)]));
    const env = { HOME: root, TMPDIR: temp, ...own, PATH: options.path };
    const cwd = container.workingDir === undefined ? root : mapping.value(container.workingDir);
    const out = lineWriter(log);
    const err = lineWriter(log);
    const ended = new AbortController();
    const run = async (): Promise<number> => {
      try {
        const command = mappedCommand([...container.command, ...container.args], files, options.shell);
        return await runProcess({ command, env, cwd, stdout: out.write, stderr: err.write, signal });
      } finally {
        out.end();
        err.end();
        ended.abort();
        // What cannot be removed stays a temporary file; the exit code matters more.
        await files.remove().catch(() => {});
      }
    };
    const done = run();
    return {
      done,
      stopped: done,
      exec: async (command, streams) =>
        runProcess({
          command: mappedCommand(command, files, options.shell),
          env,
          cwd,
          stdin: streams.stdin,
          stdout: streams.stdout,
          stderr: streams.stderr,
          signal: AbortSignal.any([streams.signal, signal, ended.signal]),
        }),
    };
  };
  return {
    name: options.name ?? 'shell',
    matches: (container, pod) => isShell([...container.command, ...container.args][0]) && (options.matches?.(container, pod) ?? true),
    start,
  };
}
