import { formatTable, type TableColumn } from '../../../output/table.ts';
import { nameOfDeployment } from '../take-over/deployment-facts.ts';
import type { ChildItem, DefinitionItem, Finding, ObjectItem, OperatorItem, SystemPlan } from './migration-plan.ts';

const COLUMNS: readonly TableColumn[] = [
  { header: 'CHILD' },
  { header: 'NAMESPACE' },
  { header: 'WRITTEN BY' },
  { header: 'WILL BE' },
  { header: 'RESTARTS' },
  { header: 'FIELDS', freeText: true },
];

/** So many fields of a definition are listed for people. */
const SHOWN = 10;

const FATES: Readonly<Record<OperatorItem['is'], string>> = {
  upstream: 'will be stopped',
  stopped: 'is stopped; a rollback starts it again',
  ours: 'is this program and stays',
};

function operatorLine({ image, is, name, namespace, ready, replicas }: OperatorItem): string {
  return `  operator: ${nameOfDeployment({ name, namespace })} (${image}), ${String(ready)} of ${String(replicas)} ready: ${FATES[is]}\n`;
}

function definitionLines({ is, lost, managers, moreRefused, name, tightened }: DefinitionItem): string {
  const whose = managers.length === 0 ? 'somebody' : managers.join(', ');
  const what = {
    absent: 'is not there: will be made',
    ours: 'is ours',
    same: `was put there by ${whose} and reads as ours: will be taken over`,
    foreign: `was put there by ${whose} and differs: will be taken over`,
  }[is];
  const list = (label: string, items: readonly string[]): string => {
    const rest = items.length - SHOWN;
    const shown = items.slice(0, SHOWN).map((item) => `      ${item}\n`);
    return items.length === 0
      ? ''
      : `    ${label}:\n${shown.join('')}${rest > 0 ? `      and ${String(rest)} more: -o json has all\n` : ''}`;
  };
  const more = moreRefused === 0 ? '' : `    ${String(moreRefused)} more objects do not fit\n`;
  return `  definition: ${name} ${what}\n${list('not in ours', lost)}${list('ours accepts less', tightened)}${more}`;
}

function restartsText({ restarts, restartsPods }: ChildItem): string {
  if (!restartsPods) return 'no';
  return restarts.length === 0 ? 'yes' : restarts.join(', ');
}

function childRow(child: ChildItem): readonly string[] {
  const writers = child.managers.length === 0 ? '-' : child.managers.join(', ');
  const fields = child.fields.map(({ path }) => path).join(', ');
  return [child.object, child.namespace ?? '', writers, child.fate, restartsText(child), fields];
}

async function objectText({ children, finalizers, namespace, object }: ObjectItem, width: number | undefined): Promise<string> {
  const held = finalizers.map(({ name, honoured }) => (honoured ? `${name} (honoured)` : `${name} (unknown)`)).join(', ');
  const head = `  ${object}${namespace === undefined ? '' : ` in namespace ${namespace}`}${held === '' ? '' : `, held by ${held}`}\n`;
  if (children.length === 0) return head;
  const options = { headers: true, width: width === undefined ? undefined : Math.max(1, width - 4) };
  const table = await formatTable(COLUMNS, children.map(childRow), options);
  return `${head}${table.replaceAll(/^(?=.)/gm, '    ')}`;
}

const WEIGHTS: Readonly<Record<Finding['weight'], string>> = { blocks: 'in the way', 'by hand': 'by hand', note: 'note' };

/** A finding in one line, with its remedy below. */
export function findingText({ about, fix, message, weight }: Finding): string {
  return `${WEIGHTS[weight]}: ${about}: ${message}\n${fix === undefined ? '' : `  fix: ${fix}\n`}`;
}

/** A plan for people: what there is, what becomes of each child, what stands in the way. `width`: of the terminal. */
export async function planText(plans: readonly SystemPlan[], width: number | undefined): Promise<string> {
  const parts: string[] = [];
  for (const { definitions, findings, leases, objects, operators, system } of plans) {
    const held = leases.map(
      ({ holder, name, namespace }) => `  lease: ${namespace}/${name} ${holder === null ? 'is free' : `is held by ${holder}`}\n`,
    );
    const none = operators.length === 0 ? '  operator: none is there\n' : '';
    const shown = await Promise.all(objects.map((object) => objectText(object, width)));
    parts.push(
      [
        `${system}\n`,
        none,
        ...operators.map(operatorLine),
        ...held,
        ...definitions.map(definitionLines),
        ...shown,
        ...findings.map(findingText),
      ].join(''),
    );
  }
  return parts.join('\n');
}
