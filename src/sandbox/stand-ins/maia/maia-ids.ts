function hex(bytes: number, random: () => number): string {
  let text = '';
  for (let index = 0; index < bytes; index += 1) {
    text += Math.floor(random() * 256)
      .toString(16)
      .padStart(2, '0');
  }
  return text;
}

/** A UUID of version 4 from the given randomness. */
export function maiaUuid(random: () => number): string {
  const digits = hex(16, random);
  const variant = '89ab'.charAt(Math.floor(random() * 4));
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** A raw API key, as the server makes them: `maia_` and 64 hex digits. */
export function maiaRawKey(random: () => number): string {
  return `maia_${hex(32, random)}`;
}
