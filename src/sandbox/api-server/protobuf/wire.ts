/** One field of a protobuf message as it lies on the wire. */
export interface WireField {
  readonly number: number;
  /** A varint or fixed number, or the bytes of a length-delimited field. */
  readonly value: bigint | Buffer;
}

function varint(bytes: Buffer, start: number): { readonly value: bigint; readonly next: number } {
  let value = 0n;
  for (let at = start, shift = 0n; at < bytes.length && shift < 70n; at += 1, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
  throw new RangeError('unexpected EOF');
}

/**
 * The fields of a protobuf message in the order they come (protobuf encoding: varint, 64-bit, length-delimited, 32-bit; groups are not used
 * by Kubernetes). Throws RangeError where the bytes end too early.
 */
export function wireFields(bytes: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('unexpected EOF');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    at = tag.next;
    const number = Number(tag.value >> 3n);
    const wireType = Number(tag.value & 7n);
    if (wireType === 0) {
      const { value, next } = varint(bytes, at);
      at = next;
      fields.push({ number, value });
    } else if (wireType === 1) fields.push({ number, value: take(8).readBigUInt64LE() });
    else if (wireType === 2) {
      const length = varint(bytes, at);
      at = length.next;
      fields.push({ number, value: take(Number(length.value)) });
    } else if (wireType === 5) fields.push({ number, value: BigInt(take(4).readUInt32LE()) });
    else throw new RangeError(`proto: illegal wireType ${String(wireType)}`);
  }
  return fields;
}
