/** FNV-1a over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * Numbers in [0, 1) that hang on a seed, a text and a count alone: the third request of a kind draws the same ones whatever else happened
 * before it. (mulberry32, started from a hash.)
 */
export function countedRandom(seed: number, text: string, count: number): () => number {
  let state = hashOf(`${String(seed)}|${text}|${String(count)}`);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
