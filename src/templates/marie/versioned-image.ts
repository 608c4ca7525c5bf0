/** An image reference that has neither tag nor digest gets `version` as its tag. */
export function versionedImage(image: string, version: string | undefined): string {
  const hasTag = image.includes('@') || image.includes(':', image.lastIndexOf('/') + 1);
  return hasTag || version === undefined || version === '' ? image : `${image}:${version}`;
}
