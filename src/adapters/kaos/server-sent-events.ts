/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  /** Lines of data joined by line feeds. */
  readonly data: string;
}

/** More than any answer of the servers that are asked; a stream beyond it is given up. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Lines end with CR LF, LF or CR. A CR at the end of what came so far may be half of a line break. */
const LINE_BREAK = /\r\n|\n|\r(?=[^])/;

/**
 * The events of a `text/event-stream`, as they come, in pieces of any size. An event that the stream's end cuts off (no empty line behind it) is
 * given too: servers forget it. Throws an Error where a stream without events grows too long.
 */
export async function* serverSentEvents(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<ServerSentEvent, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  /** Takes a line; gives the event that it ends. */
  const take = (line: string): ServerSentEvent | undefined => {
    if (line === '') {
      const ended = data.length === 0 ? undefined : { event, data: data.join('\n') };
      event = 'message';
      data = [];
      return ended;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    return undefined;
  };
  for await (const chunk of chunks) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split(LINE_BREAK);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const ended = take(line);
      if (ended !== undefined) yield ended;
    }
    if (rest.length + data.reduce((sum, line) => sum + line.length, 0) > MOST_CHARACTERS)
      throw new Error('an event of the stream is too long');
  }
  for (const line of [...(rest + decoder.decode()).split(LINE_BREAK), '']) {
    const ended = take(line.replace(/\r$/, ''));
    if (ended !== undefined) yield ended;
  }
}
