/** More than any answer that is read whole; what is longer is cut, and so is no JSON. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The text of a stream to its end. */
export async function readText(chunks: AsyncIterable<Uint8Array | string>): Promise<string> {
  const read: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    read.push(bytes);
    size += bytes.length;
    if (size > MOST_BYTES) break;
  }
  return Buffer.concat(read).toString('utf8');
}
