import { ApiFailure } from './api-failure.ts';

/** 400: an object that cannot be read into its kind. `problem` is what the decoder says: answers to patches quote it in another frame. */
export class UnreadableObject extends ApiFailure {
  readonly problem: string;

  constructor(kind: string, version: string, problem: string) {
    const message = `${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`;
    super({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'BadRequest', code: 400 });
    this.name = 'UnreadableObject';
    this.problem = problem;
  }
}
