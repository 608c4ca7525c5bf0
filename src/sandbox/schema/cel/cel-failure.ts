/** An evaluation that ended without a value. The message is the one of cel-go. */
export class CelFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CelFailure';
  }
}

/** A failure with this message. */
export function celFailure(message: string): CelFailure {
  return new CelFailure(message);
}

/** `type conversion error from 'string' to 'int'`. */
export function conversionFailure(from: string, to: string): CelFailure {
  return celFailure(`type conversion error from '${from}' to '${to}'`);
}

/** No form of an operator or function takes these values. */
export function noOverload(call?: string): CelFailure {
  return celFailure(call === undefined ? 'no such overload' : `no such overload: ${call}`);
}
