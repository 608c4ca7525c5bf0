import { isJsonObject } from '../../kernel/json.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { compares } from './compare-values.ts';
import type { JsonPath, JsonPathStep } from './json-path.ts';
import { Misfit } from './misfit.ts';
import { sliceOf } from './slice-of.ts';

type Values = readonly unknown[];
type StepOf<Is extends JsonPathStep['is']> = Extract<JsonPathStep, { is: Is }>;

/** The values below one, of an object in the order of its keys. (kubectl gives them in any order.) */
function below(value: unknown): Values {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) return [];
  return Object.keys(value)
    .toSorted()
    .map((key) => value[key]);
}

/** The value and everything below it that has something below it or is a text: what `..` finds. */
function descend(value: unknown): Values {
  if (typeof value === 'string') return value === '' ? [] : [value];
  const values = below(value);
  return values.length === 0 ? [] : [value, ...values.flatMap(descend)];
}

function fieldOf(value: unknown, name: string): Values {
  return isJsonObject(value) && Object.hasOwn(value, name) ? [value[name]] : [];
}

/** The values of a filter's side for one element; an index that is out of bounds finds nothing there. */
function sideOf(steps: readonly JsonPathStep[], element: unknown): Values {
  const found = walk([element], steps);
  if (found.length > 1) throw new Misfit('a filter can compare one value at a time, and this finds several');
  return found;
}

function passes(element: unknown, { left, test }: StepOf<'filter'>): boolean {
  if (test === undefined) return walk([element], left).length > 0;
  const [one] = sideOf(left, element);
  const [other] = sideOf(test.right, element);
  return one !== undefined && other !== undefined && compares(one, test.operator, other);
}

function filtered(value: unknown, step: StepOf<'filter'>): Values {
  if (!Array.isArray(value)) throw new Misfit('only an array can be filtered');
  return value.filter((element) => passes(element, step));
}

function take(values: Values, step: JsonPathStep): Values {
  switch (step.is) {
    case 'field':
      return values.flatMap((value) => fieldOf(value, step.name));
    case 'wildcard':
      return values.flatMap(below);
    case 'descend':
      return values.flatMap(descend);
    case 'slice':
      return values.flatMap((value) => (value === null ? [] : sliceOf(value, step)));
    case 'filter':
      return values.flatMap((value) => filtered(value, step));
    case 'union':
      return step.paths.flatMap((steps) => walk(values, steps));
    case 'literal':
      // As in kubectl, a text stands once whatever was found before it, a number once for each value.
      return typeof step.value === 'string' ? [step.value] : values.map(() => step.value);
  }
}

function walk(values: Values, steps: readonly JsonPathStep[]): Values {
  return steps.reduce(take, values);
}

/**
 * The values that a path finds in a value; empty where a key is missing. Throws a CliError (exit 1) where the data do not fit the path: an
 * index that is out of bounds, an index into something that is no array, values that cannot be compared.
 */
export function findAll(path: JsonPath, value: unknown): readonly unknown[] {
  try {
    return walk([value], path.steps);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw new CliError({
      exit: EXIT.general,
      message: `the JSONPath expression "${path.source}" does not fit the object`,
      why: error.message,
      fix: '-o json shows what there is',
      cause: error,
    });
  }
}
