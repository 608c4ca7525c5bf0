import { render, type Instance } from 'ink';
import type { ReactElement } from 'react';
import { measureFor } from '../../output/display-width.ts';
import type { LiveSource } from '../live-source.ts';
import { catchConsole } from './catch-console.ts';
import { Picture, type TerminalHold } from './picture.tsx';
import { startController, type ControllerParts } from './screen-controller.ts';
import type { ScreenEnd, ScreenOptions } from './screen-options.ts';

/** Time as the screen needs it: timers, the time of day where the user is, and how the process is stopped (ctrl-Z). */
export interface ScreenMachine {
  after: ControllerParts['after'];
  timeOfDay: ControllerParts['timeOfDay'];
  stop(): Promise<void>;
  /** Calls back before the process dies of an error that nobody caught; the function that it gives takes it back. */
  onCrash(restore: () => void): () => void;
}

const HOME_AND_ERASE = '\u001B[H\u001B[J';

/** The sequence (OSC 52) by which a terminal puts a text on the clipboard, also over ssh. */
function clipboard(text: string): string {
  return `\u001B]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
}

/** {@link showScreen} with time and process as parameters. */
export async function openScreen(source: LiveSource, options: ScreenOptions, machine: ScreenMachine): Promise<ScreenEnd> {
  const { stdin, stdout, signal, screenReader } = options;
  // The signs are not ASCII: this loads the table of widths.
  const measure = await measureFor(['✔']);
  if (signal.aborted) return { reason: 'signal' };

  let instance: Instance | undefined;
  let hold: TerminalHold | undefined;
  let gone = false;
  let reason: ScreenEnd['reason'] = 'quit';
  const size = (): { columns: number; rows: number } => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const quit = (why: ScreenEnd['reason']): void => {
    reason = why;
    // Ink's own way out: unmounting from within a key leaves the terminal raw.
    if (hold === undefined) instance?.unmount();
    else hold.exit();
  };

  let first: readonly string[] = [];
  const picture = (lines: readonly string[]): ReactElement => (
    <Picture lines={lines} onKeys={onKeys} onPaste={onPaste} onTerminal={onTerminal} onGone={onGone} />
  );
  const controller = startController({
    source,
    options,
    size: size(),
    measure,
    timeOfDay: machine.timeOfDay,
    after: machine.after,
    draw: (lines, anew) => {
      first = lines;
      // Drawing a picture that is gone would put it up again, on a terminal that was given back.
      if (instance === undefined || gone) return;
      if (anew && !screenReader) {
        // Ink forgets what it drew, and the terminal is empty: nothing of a wrapped or scrolled picture stays.
        instance.clear();
        stdout.write(HOME_AND_ERASE);
      }
      instance.rerender(picture(lines));
    },
    copy: (text) => {
      stdout.write(clipboard(text));
    },
    suspend: async () => {
      await hold?.suspend(async () => {
        await machine.stop();
      });
    },
    quit: () => quit('quit'),
  });
  function onKeys(keys: readonly string[]): void {
    controller.press(keys);
  }
  function onPaste(text: string): void {
    controller.paste(text);
  }
  function onTerminal(given: TerminalHold): void {
    hold = given;
  }

  function onGone(): void {
    gone = true;
  }

  const onResize = (): void => controller.resize(size());
  const onAbort = (): void => quit('signal');
  const giveBack = catchConsole(options.console, (line) => controller.logged(line));
  // Before Ink's own listener, so that it finds a picture of the new size.
  stdout.on('resize', onResize);
  const offCrash = machine.onCrash(() => instance?.unmount());
  try {
    instance = render(picture(first), {
      stdin,
      stdout,
      exitOnCtrlC: false,
      patchConsole: false,
      // Pictures are spaced by the controller; a key's must not wait.
      maxFps: 1_000,
      interactive: true,
      alternateScreen: !screenReader,
      incrementalRendering: !screenReader,
      isScreenReaderEnabled: screenReader,
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    await instance.waitUntilExit();
  } finally {
    signal.removeEventListener('abort', onAbort);
    stdout.off('resize', onResize);
    offCrash();
    giveBack();
    controller.close();
    instance?.unmount();
  }
  // The lines stay where they are; what comes next begins a line of its own.
  if (screenReader) stdout.write('\n');
  const lastProblem = controller.close();
  return { reason, ...(lastProblem === undefined ? {} : { lastProblem }) };
}
