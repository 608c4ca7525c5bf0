import { ApiFailure } from '../../failures/api-failure.ts';

/** 400: the JSON does not fit the types of a kind. `problem` is the decoder's own text, which answers to patches quote in another frame. */
export class DecodeFailure extends ApiFailure {
  readonly problem: string;

  constructor(kind: string, version: string, problem: string) {
    super({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`,
      reason: 'BadRequest',
      code: 400,
    });
    this.name = 'DecodeFailure';
    this.problem = problem;
  }
}
