import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** A terminal of tmux with a shell in it. */
export interface TmuxPane {
  /** What is on it now, without blanks at the ends. */
  text(): Promise<string>;
  /** Sends keys by tmux's names (`Enter`, `C-z`), or text. */
  keys(...keys: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** The program in the foreground, and whether the alternate screen is up. */
  state(): Promise<{ readonly program: string; readonly alternate: boolean; readonly cursor: boolean }>;
  /** Process id of the shell. */
  shell(): Promise<number>;
}

/** Whether tmux is on this machine. */
export async function hasTmux(): Promise<boolean> {
  return run('tmux', ['-V']).then(
    () => true,
    () => false,
  );
}

/** Opens one that ends with the test. The shell shows `READY>` as its prompt. */
export async function tmuxPane(columns: number, rows: number, env: Readonly<Record<string, string>>): Promise<TmuxPane> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aistack-tmux-'));
  const socket = path.join(folder, 'socket');
  const tmux = async (...args: readonly string[]): Promise<string> => (await run('tmux', ['-S', socket, ...args])).stdout;
  const words = Object.entries({ ...env, PS1: 'READY> ' }).map(([name, value]) => `${name}=${value}`);
  const size = ['-x', String(columns), '-y', String(rows)];
  await tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-s', 'pane', '--', 'env', '-u', 'CI', ...words, 'bash', '--norc');
  onTestFinished(async () => {
    await tmux('kill-server').catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    text: async () => (await tmux('capture-pane', '-p', '-t', 'pane')).replaceAll(/ +$/gm, '').trimEnd(),
    keys: async (...keys) => {
      await tmux('send-keys', '-t', 'pane', ...keys);
    },
    resize: async (width, height) => {
      await tmux('resize-window', '-t', 'pane', '-x', String(width), '-y', String(height));
    },
    state: async () => {
      const shown = await tmux('display-message', '-p', '-t', 'pane', '#{pane_current_command} #{alternate_on} #{cursor_flag}');
      const [program = '', alternate, cursor] = shown.trim().split(' ');
      return { program, alternate: alternate === '1', cursor: cursor === '1' };
    },
    shell: async () => Number(await tmux('display-message', '-p', '-t', 'pane', '#{pane_pid}')),
  };
}
