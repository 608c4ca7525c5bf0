import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';
import { keyValues } from '../../../shared/create/key-values.ts';
import { parseDuration } from '../../../shared/duration.ts';

function seconds(path: readonly string[], flag: string): (texts: readonly string[]) => readonly SpecField[] {
  return (texts) => {
    const ms = parseDuration(texts.at(-1) ?? '', flag);
    if (ms < 0) throw usageError(`--${flag} must not be negative`, `write it like --${flag} 1h`);
    return [{ path, value: Math.ceil(ms / 1000) }];
  };
}

function pairs(path: readonly string[], flag: string): (texts: readonly string[]) => readonly SpecField[] {
  return (texts) => Object.entries(keyValues(texts, flag) ?? {}).map(([key, value]) => ({ path: [...path, key], value }));
}

/** Equalities only: a job is placed by labels that are as written. */
function selectorFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  if (/[!()]|==|\s(?:not)?in\s/.test(text)) {
    throw usageError(`--selector "${text}" has more than equalities`, 'a job chooses its cluster by labels like -l tier=gpu,site=west');
  }
  return pairs(['clusterSelector'], 'selector')(texts);
}

/** The flags of `job submit` as fields of a job's spec; `--input` is read apart. */
export const JOB_SPEC_FLAGS: readonly CreateFlag[] = [
  { name: 'on', description: 'The MarieCluster that does it.', helpValue: 'CLUSTER', path: ['clusterRef'] },
  { name: 'selector', description: 'Labels of the MarieCluster that does it.', helpValue: 'LABELS', fields: selectorFields },
  { name: 'type', description: 'What is done.', helpValue: 'TYPE', path: ['jobType'] },
  { name: 'entrypoint', description: 'Name of the pipeline.', helpValue: 'NAME', path: ['entrypoint'] },
  { name: 'content-type', description: 'Media type of the document.', helpValue: 'TYPE', path: ['input', 'contentType'] },
  { name: 'output-uri', description: 'Where the result is wished.', helpValue: 'URI', path: ['output', 'uri'] },
  { name: 'output-format', description: 'Format of the result.', helpValue: 'FORMAT', path: ['output', 'format'] },
  { name: 'option', description: 'More for the gateway.', helpValue: 'KEY=VALUE', multiple: true, fields: pairs(['options'], 'option') },
  { name: 'priority', description: 'Priority.', helpValue: 'N', path: ['priority'] },
  { name: 'soft-deadline', description: 'When it should be done.', helpValue: 'TIME', path: ['sla', 'softDeadline'] },
  { name: 'hard-deadline', description: 'When it is cancelled.', helpValue: 'TIME', path: ['sla', 'hardDeadline'] },
  {
    name: 'active-deadline',
    description: 'When it has failed.',
    helpValue: 'TIME',
    fields: seconds(['activeDeadlineSeconds'], 'active-deadline'),
  },
  { name: 'backoff-limit', description: 'How often it is tried again.', helpValue: 'N', path: ['backoffLimit'] },
  {
    name: 'ttl',
    description: 'How long after its end it is kept.',
    helpValue: 'TIME',
    fields: seconds(['ttlSecondsAfterFinished'], 'ttl'),
  },
  { name: 'mode', description: 'Who submits it.', helpValue: 'MODE', path: ['submissionMode'] },
];
