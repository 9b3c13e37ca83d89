import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These wait for sessions, leases and restarts most of their time: begun last, they would be waited for alone. */
const waiting = /\/(faults|rolling-restart|schemathesis)\//;

/** Orders files as vitest does, but for those that take longest, which come first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- vitest's own method of that name
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => waiting.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
