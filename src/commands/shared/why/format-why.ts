import { formatAge } from '../../../output/age.ts';
import { nameText, type Evidence, type Link } from './link.ts';
import type { WhyItem, WhyState } from './why-report.ts';

const STATES: Readonly<Record<WhyState, string>> = {
  ready: 'is ready: nothing blocks it',
  waiting: 'is not ready yet',
  blocked: 'is blocked',
  failed: 'has failed',
};

/** Would break a line, or speak to the terminal. */
const CONTROL = /\p{Cc}+/gu;

function oneLine(text: string): string {
  return text.replaceAll(CONTROL, ' ').trimEnd();
}

function evidenceLine({ is, object, text, time }: Evidence, { object: own }: Link, now: number): string {
  const elsewhere = nameText(object) === nameText(own) ? '' : ` of ${nameText(object)}`;
  const at = time === undefined ? Number.NaN : Date.parse(time);
  const age = Number.isNaN(at) ? '' : `, ${formatAge(Math.max(0, now - at))} ago`;
  return `    ${is}${elsewhere}${age}: ${oneLine(text)}\n`;
}

function linkLines(link: Link, index: number, now: number): string {
  const head = index === 0 ? '' : 'because ';
  const evidence = link.evidence.map((one) => evidenceLine(one, link, now));
  return `  ${head}${nameText(link.object)}: ${link.reason}\n    ${oneLine(link.message)}\n${evidence.join('')}`;
}

/** The chain of one object for people: what it says, what was seen, then the root cause and the command that mends it. */
export function formatWhy(item: WhyItem, now: number): string {
  const { chain, fix } = item;
  const root = chain.at(-1);
  const head = `${nameText(item)} ${STATES[item.state]}\n`;
  if (root === undefined) return item.note === undefined ? head : `${head}  though it is degraded: ${oneLine(item.note)}\n`;
  const links = chain.map((link, index) => linkLines(link, index, now)).join('');
  const remedy = fix === undefined ? '' : `fix: ${fix}\n`;
  return `${head}${links}root cause: ${nameText(root.object)}: ${oneLine(root.message)}\n${remedy}`;
}

/** Mermaid ends a label at a quote and reads `#` and `;` as its own. */
const MERMAID: Readonly<Record<string, string>> = { '#': '#35;', '"': '#quot;', ';': '#59;', '<': '#lt;', '>': '#gt;' };

function label(text: string): string {
  return oneLine(text).replaceAll(/[#";<>]/g, (sign) => MERMAID[sign] ?? sign);
}

/** All chains as one Mermaid flow chart: an arrow leads from an object to its cause. */
export function mermaidWhy(items: readonly WhyItem[]): string {
  const ids = new Map<string, string>();
  const lines = new Set<string>();
  const nodeOf = (name: string, text: string): string => {
    const id = ids.get(name) ?? `n${String(ids.size)}`;
    ids.set(name, id);
    lines.add(`  ${id}["${text}"]`);
    return id;
  };
  for (const item of items) {
    if (item.chain.length === 0) nodeOf(nameText(item), `${label(nameText(item))}<br/>ready`);
    let before: { readonly id: string; readonly reason: string } | undefined;
    for (const link of item.chain) {
      const name = nameText(link.object);
      const id = nodeOf(name, `${label(name)}<br/>${label(link.message)}`);
      if (before !== undefined) lines.add(`  ${before.id} -->|"${label(before.reason)}"| ${id}`);
      before = { id, reason: link.reason };
    }
  }
  return `flowchart TD\n${[...lines].map((line) => `${line}\n`).join('')}`;
}
