/** A storm of routine findings does not keep an urgent one off the screen; a storm of one threat is nine messages and a card. */
import { afterEach, expect, test } from 'vitest';
import { asff, guardDuty, imported } from '../fixtures/hub.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
afterEach(() => story.close());
const instance = (n: number) => ({
  Resources: [{ Type: 'AwsEc2Instance', Id: `arn:aws:ec2:eu-west-1:444455556666:instance/i-0abc1234def5${String(n).padStart(4, '0')}` }],
});
const place = { AwsAccountId: '444455556666' };

test('an urgent finding in the middle of 300 routine ones is shown within five seconds', async () => {
  story = await startStory();
  const routine = Array.from({ length: 300 }, (_, n) =>
    imported(
      asff({
        ...place,
        ...instance(n),
        Id: `routine-${n}`,
        GeneratorId: `check-${n}`,
        Types: ['Effects/Data Exposure'],
        Title: `Port ${n} is open to the internet`,
      }),
    ),
  );
  await story.post('/aws/events', routine);
  await story.advance(3);
  const urgent = guardDuty('TTPs/Command and Control/Backdoor:EC2-C&CActivity.B', { ...place, ...instance(5000), Title: 'Calls home' });
  await story.post('/aws/events', imported(urgent));
  await story.advance(5);
  const shown = await story.cards();
  expect(shown.filter(({ text }) => text.includes('command-and-control host'))).toHaveLength(1);
  expect(shown.length).toBeLessThan(50);
}, 300_000);

test('forty instances calling home at once: nine messages and one card for the rest', async () => {
  story = await startStory();
  const all = Array.from({ length: 40 }, (_, n) =>
    imported(
      guardDuty('TTPs/Command and Control/Backdoor:EC2-C&CActivity.B', {
        ...place,
        ...instance(n),
        Id: `arn:aws:guardduty:eu-west-1:444455556666:detector/d/finding/${n}`,
      }),
    ),
  );
  await story.post('/aws/events', all);
  await story.advance(60);
  expect(await story.cards()).toHaveLength(10);
}, 300_000);
