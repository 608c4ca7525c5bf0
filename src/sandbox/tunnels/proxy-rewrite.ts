/** What links are rewritten with. */
export interface LinkContext {
  /** The proxy's own path, without a slash at its end. */
  readonly prefix: string;
  /** The `Host` that the client asked. */
  readonly host: string;
}

/** Attributes of HTML that hold a link (apimachinery, proxy `transport.go`). */
const LINKS =
  /(<[a-z][^<>]*?\s(?:href|src|action|data|poster|cite|formaction|longdesc|background|icon|manifest|usemap|classid|codebase|profile)\s*=\s*)("[^"]*"|'[^']*')/gi;

/** A link of the target's root, as it is reached through the proxy. Relative links and those to other hosts stay. */
export function rewriteLink(link: string, { prefix, host }: LinkContext): string {
  const absolute = /^(https?:)?\/\/([^/?#]*)(.*)$/i.exec(link);
  if (absolute !== null) {
    const [, , other = '', rest = ''] = absolute;
    return other === host ? `${link.slice(0, link.length - rest.length)}${rewriteLink(rest === '' ? '/' : rest, { prefix, host })}` : link;
  }
  if (!link.startsWith('/') || link === prefix || link.startsWith(`${prefix}/`)) return link;
  return `${prefix}${link}`;
}

/** Rewrites the links of an HTML page. */
export function rewriteHtml(html: string, context: LinkContext): string {
  return html.replace(LINKS, (_all, before: string, quoted: string) => {
    const quote = quoted[0] ?? '"';
    return `${before}${quote}${rewriteLink(quoted.slice(1, -1), context)}${quote}`;
  });
}
