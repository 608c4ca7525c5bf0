import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseQuantity } from '../../../kernel/quantity.ts';
import { MOST_SHARDS } from '../../../kernel/shard.ts';
import type { OperatorValues } from '../../../manifests/operator/operator-values.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';

const text = z.string().min(1);
const quantities = z.record(
  text,
  z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((value) => parseQuantity(value) !== undefined, 'is no quantity, such as 512Mi or 250m'),
);
const texts = z.record(text, z.string());
const object = z.record(z.string(), z.unknown());

const schema = z
  .strictObject({
    image: text,
    replicas: z.int().min(0).max(10),
    shards: z.int().min(1).max(MOST_SHARDS),
    resources: z.strictObject({ requests: quantities.default({}), limits: quantities.default({}) }),
    nodeSelector: texts,
    tolerations: z.array(object),
    affinity: object,
    imagePullSecrets: z.array(z.strictObject({ name: text })),
    podAnnotations: texts,
    podLabels: texts,
    extraEnv: z.array(z.looseObject({ name: text })),
    args: z.array(text),
    watchNamespaces: z.array(text).min(1),
    logFormat: z.enum(['json', 'text']),
    priorityClassName: text,
  })
  .partial();

/** What may stand in such a file. */
const KEYS: readonly string[] = Object.keys(schema.shape);

function wrong(path: string, message: string, why: string | undefined, fix: string, cause?: unknown): CliError {
  return new CliError({ exit: EXIT.usage, message: `${path}: ${message}`, why, fix, cause });
}

/** One thing that is wrong: where, in what way, and what to do. */
interface Fault {
  readonly at: string;
  readonly message: string;
  readonly why?: string;
  readonly fix: string;
}

function faultsOf(issue: z.core.$ZodIssue): readonly Fault[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => {
      const key = at === '' ? name : `${at}.${name}`;
      return { at: key, message: `unknown key ${key}`, fix: at === '' ? `the keys are: ${KEYS.join(', ')}` : `leave it out of ${at}` };
    });
  }
  if (at === '') return [{ at, message: 'is no map of values', why: issue.message, fix: 'mend the file' }];
  return [{ at, message: `${at} is wrong`, why: issue.message, fix: `mend ${at}` }];
}

/** All of them in one error: a file is mended once. */
function explained(path: string, [first, ...others]: readonly [Fault, ...Fault[]]): CliError {
  if (others.length === 0) return wrong(path, first.message, first.why, first.fix);
  const all = [first, ...others];
  const why = all.map(({ message, why: cause }) => (cause === undefined ? message : `${message}: ${cause}`)).join('; ');
  const fixes = new Set(all.map(({ fix }) => fix));
  return wrong(path, `${String(all.length)} values are wrong: ${all.map(({ at }) => at).join(', ')}`, why, [...fixes].join('; '));
}

/** Without the keys that a partial schema leaves undefined. */
function given(values: z.infer<typeof schema>): Partial<OperatorValues> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Reads the text of a `--values` file (YAML). Throws a usage error that names every key that is wrong or unknown. `path` is for messages. */
export function parseValues(source: string, path: string): Partial<OperatorValues> {
  let document: unknown;
  try {
    document = parse(source) ?? {};
  } catch (error) {
    throw wrong(path, 'is no YAML', error instanceof Error ? error.message.split('\n')[0] : undefined, 'mend the file', error);
  }
  const { success, data, error } = schema.safeParse(document);
  if (success) return given(data);
  const [first, ...others] = error.issues.flatMap(faultsOf);
  throw first === undefined ? wrong(path, 'is wrong', error.message, 'mend the file') : explained(path, [first, ...others]);
}

/** Reads a `--values` file. Throws a usage error where it cannot be read or is wrong. */
export async function readValues(path: string): Promise<Partial<OperatorValues>> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    throw wrong(path, 'cannot be read', error instanceof Error ? error.message : undefined, 'name a file that is there', error);
  }
  return parseValues(source, path);
}
