/** The data do not fit a path. Its message says why; who evaluates the whole path turns it into what the user is told. */
export class Misfit extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Misfit';
  }
}
