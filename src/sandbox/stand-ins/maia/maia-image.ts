/** The parts of an image reference that say which program it is. */
function partsOf(image: string): { readonly repository: string; readonly tag: string } {
  const named = image.split('@')[0] ?? '';
  const colon = named.lastIndexOf(':');
  return colon > named.lastIndexOf('/')
    ? { repository: named.slice(0, colon), tag: named.slice(colon + 1) }
    : { repository: named, tag: 'latest' };
}

/** Whether an image is a MAIA server's: `maia`, or anything that ends in `/maia`. */
export function isMaiaImage(image: string): boolean {
  return /(?:^|\/)maia$/.test(partsOf(image).repository);
}

/** Whether an image stands for a server as released, without a tenant manager: tag `stock`, or one that ends in `-stock`. */
export function isStockImage(image: string): boolean {
  return /(?:^|-)stock$/.test(partsOf(image).tag);
}
