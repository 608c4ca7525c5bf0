import { Duplex } from 'node:stream';

/** One end with what its other end may do to it. */
interface End {
  readonly stream: Duplex;
  take(chunk: Buffer, done: (error?: Error) => void): void;
  endInput(): void;
  hangUp(error: Error | null): void;
}

function socketError(code: string): Error {
  return Object.assign(new Error(code === 'EPIPE' ? 'write EPIPE' : 'read ECONNRESET'), { code });
}

function makeEnd(other: () => End): End {
  let inputEnded = false;
  let waiting: (() => void) | undefined;
  const room = (): void => {
    const done = waiting;
    waiting = undefined;
    done?.();
  };
  const stream = new Duplex({
    read: room,
    write: (chunk: Buffer, _encoding, done) => other().take(chunk, done),
    final: (done) => {
      other().endInput();
      done();
    },
    destroy: (error, done) => {
      room();
      // The other side hears of it in a later turn, as with a socket.
      setImmediate(() => other().hangUp(error));
      done(error);
    },
  });
  const endInput = (): void => {
    if (inputEnded || stream.destroyed) return;
    inputEnded = true;
    stream.push(null);
  };
  return {
    stream,
    endInput,
    take: (chunk, done) => {
      if (stream.destroyed) done(socketError('EPIPE'));
      else if (inputEnded || stream.push(chunk)) done();
      else waiting = done;
    },
    hangUp: (error) => {
      if (error === null) endInput();
      else if (!stream.destroyed) stream.destroy(socketError('ECONNRESET'));
    },
  };
}

/**
 * Two ends of a connection in memory, with the manners of a TCP socket: what one writes the other reads, with back-pressure; an end that is
 * closed or destroyed ends the input of the other, one that is destroyed with an error resets it (ECONNRESET); writing to an end that is
 * gone fails with EPIPE.
 */
export function connectedPair(): [Duplex, Duplex] {
  const left: End = makeEnd(() => right);
  const right: End = makeEnd(() => left);
  return [left.stream, right.stream];
}
