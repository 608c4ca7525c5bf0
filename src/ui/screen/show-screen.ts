import type { LiveSource } from '../live-source.ts';
import { openScreen } from './open-screen.tsx';
import type { ScreenEnd, ScreenOptions } from './screen-options.ts';
import { stopProcess } from './stop-process.ts';

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

function onCrash(restore: () => void): () => void {
  // It comes before Node writes the error, which so lands on the normal screen. Rejections that nobody handles come this way too.
  process.on('uncaughtExceptionMonitor', restore);
  return () => {
    process.off('uncaughtExceptionMonitor', restore);
  };
}

/**
 * Shows a source on the terminal until the user quits or the signal is aborted. The terminal is as it was afterwards, whatever ends it.
 * Rejects only when drawing itself fails.
 */
export async function showScreen(source: LiveSource, options: ScreenOptions): Promise<ScreenEnd> {
  return openScreen(source, options, { after, timeOfDay, stop: stopProcess, onCrash });
}
