import { expect, it, onTestFinished } from 'vitest';
import { type Faults, images, timeout } from './fault.matrix.js';

/** Two classifiers of one group. */
export const company: Faults = (on) => {
  it('two classifiers share the work, and nothing is lost when one joins and leaves', async () => {
    const { service } = on();
    const before = await service.pushUntilUnderWay(images);
    const another = await service.anotherClassifier(onTestFinished);
    await service.expectWhole(before);
    // Until the group has shared out its partitions anew, the first classifier may do a whole request alone.
    const printedAfterAnother = async () => {
      await service.expectWhole(await service.push(images));
      return service.output('another');
    };
    await expect.poll(printedAfterAnother, { timeout }).toMatch(/request [0-9a-f-]{36}/);
    const after = await service.pushUntilUnderWay(images);
    expect(await another.stop()).toBe(0);
    await service.expectWhole(after);
  });

  it('nothing is lost when one of two classifiers is killed', async () => {
    const { service } = on();
    const another = await service.anotherClassifier(onTestFinished);
    const pushed = await service.pushUntilUnderWay(images);
    await another.kill();
    await service.expectWhole(pushed);
  });
};
