// apiserver, `storage/names`: no vowels, and no characters that look alike.
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX = 5;
const LONGEST_BASE = 63 - SUFFIX;

/** A name for `metadata.generateName`: the prefix, cut to 58 characters, and five random ones. */
export function generatedName(prefix: string, random: () => number): string {
  let suffix = '';
  for (let count = 0; count < SUFFIX; count += 1) suffix += ALPHABET[Math.floor(random() * ALPHABET.length)] ?? '';
  return prefix.slice(0, LONGEST_BASE) + suffix;
}
