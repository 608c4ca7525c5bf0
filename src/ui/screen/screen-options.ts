/** How the screen paints: colours for dark and light terminals, none at all, or blue and orange in place of green and red. */
export type ScreenTheme = 'default' | 'mono' | 'color-blind';

/** What is kept from one screen to the next. */
export interface ScreenMemory {
  /** Name of the order, with `-` before it for the other way round: `problem`, `-age`. */
  readonly sort?: string;
  readonly filter?: string;
  readonly namespace?: string;
}

/** The part of a console that is caught while the screen is up, so that nothing is written across it. */
export type CaughtConsole = Pick<Console, 'debug' | 'error' | 'info' | 'log' | 'trace' | 'warn'>;

/** What the screen needs besides what it shows. */
export interface ScreenOptions {
  /** The terminal: both must be one. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Closes the screen when it is aborted. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  readonly theme: ScreenTheme;
  /** False: plain ASCII in place of icons and lines. */
  readonly icons: boolean;
  /** Whether keys may change objects. */
  readonly allowActions: boolean;
  /** How often ages are drawn anew, milliseconds, at least 200. What changes is drawn within 200 ms regardless. */
  readonly refreshMs: number;
  /** How the command line of a shown command begins: `kubectl maia`, with flags such as `--context` where the user gave them. */
  readonly bin: string;
  /** Plain lines for a screen reader in place of a picture: no other screen, no ticking clock. */
  readonly screenReader: boolean;
  readonly initial?: ScreenMemory;
  /** Told when something worth keeping changed. */
  onMemory?(memory: ScreenMemory): void;
  /** What this console is told goes to the log page (`~`) while the screen is up. */
  readonly console?: CaughtConsole;
}

/** How the screen ended. */
export interface ScreenEnd {
  readonly reason: 'quit' | 'signal';
  /** The last thing that was said to be wrong: a broken connection, a command that failed, an object that became worse. */
  readonly lastProblem?: string;
}
