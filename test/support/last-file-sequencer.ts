import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The file that judges what all others of its project did. */
const LAST = '/test/cluster/suite-rights.test.ts';

/** The usual order of test files, but for the one that must be the last of its project. */
export class LastFileSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await BaseSequencer.prototype.sort.call(this, files);
    const isLast = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(LAST);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}
