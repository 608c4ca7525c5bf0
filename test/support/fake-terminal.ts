import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

/** Both ends of a terminal that only notes what is done to it. */
export interface FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Everything that was written. */
  written(): string;
  /** Whether keys come one by one (raw mode), and whether the program waits for them. */
  readonly state: { raw: boolean; referenced: boolean };
  /** Sends keys as a terminal does, and lets them be handled. */
  type(text: string): Promise<void>;
  resize(columns: number, rows: number): void;
}

/** Lets everything that is due now happen. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 20; round++) await turn();
}

/** A terminal of that size. */
export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const state = { raw: false, referenced: false };
  const pieces: string[] = [];
  const input = new PassThrough();
  const stdin = Object.assign(input, {
    isTTY: true,
    setRawMode: (raw: boolean) => {
      state.raw = raw;
      return input;
    },
    ref: () => {
      state.referenced = true;
      return input;
    },
    unref: () => {
      state.referenced = false;
      return input;
    },
  });
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      pieces.push(chunk.toString('utf8'));
      done();
    },
  });
  const stdout = Object.assign(output, { isTTY: true, columns, rows });
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    written: () => pieces.join(''),
    state,
    type: async (text) => {
      input.write(text);
      await settled();
    },
    resize: (nextColumns, nextRows) => {
      Object.assign(stdout, { columns: nextColumns, rows: nextRows });
      stdout.emit('resize');
    },
  };
}
