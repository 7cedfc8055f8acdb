/** A queue that is stopped, as at the end of a sandbox: nothing new is begun, so that the store may close. */
import { expect, test } from 'vitest';
import { createQueues } from '../../infra/local/queues.ts';
import { VirtualClock } from '../../src/services/clock.ts';

test.each([['work'], ['work.fifo']])('%s lets what is being handled end and delivers nothing more', async (name) => {
  const clock = new VirtualClock(0);
  const handled: string[] = [];
  const queues = createQueues({ clock, account: '111122223333', region: 'eu-central-1', onError: () => {} });
  queues.define(name, {
    fifo: name.endsWith('.fifo'),
    batchSize: 1,
    concurrency: 1,
    visibilitySeconds: 30,
    maxReceives: 3,
    async handler({ Records }) {
      queues.stop();
      await clock.sleep(1000);
      handled.push(...Records.map(({ body }) => body));
    },
  });
  for (const body of ['a', 'b', 'c']) queues.send(name, body, name.endsWith('.fifo') ? { groupId: 'one' } : {});
  await clock.advance(60);
  expect(handled).toEqual(['a']);
  expect(queues.depth(name)).toBe(2);
});
