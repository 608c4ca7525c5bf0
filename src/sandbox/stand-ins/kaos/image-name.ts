/** The last word of an image's repository: `ghcr.io/berriai/litellm:main-stable` is `litellm`. */
export function imageName(image: string): string {
  const [named = ''] = image.split('@');
  const last = named.slice(named.lastIndexOf('/') + 1);
  return last.split(':')[0] ?? '';
}
