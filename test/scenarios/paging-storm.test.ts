/** 19: two hundred instances call home at once: nine pages and one for the rest that says how many, no more than PagerDuty takes, none lost. */
import { afterEach, expect, test } from 'vitest';
import { guardDuty, imported } from '../fixtures/hub.ts';
import { incidents } from './paging-story.ts';
import { type Outcome, type Story, startStory } from './sandbox.ts';

let story: Story;
afterEach(() => story.close());

const COUNT = 200;

test('a storm of 200 is ten pages', async () => {
  story = await startStory();
  const all = Array.from({ length: COUNT }, (_, n) =>
    imported(
      guardDuty('TTPs/Command and Control/Backdoor:EC2-C&CActivity.B', {
        AwsAccountId: '444455556666',
        Id: `arn:aws:guardduty:eu-west-1:444455556666:detector/d/finding/${n}`,
        Resources: [
          { Type: 'AwsEc2Instance', Id: `arn:aws:ec2:eu-west-1:444455556666:instance/i-0abc1234def5${String(n).padStart(4, '0')}` },
        ],
      }),
    ),
  );
  await story.post('/aws/events', all);
  await story.advance(240);
  const paged = await incidents(story);
  const cards = await story.cards();
  // Beside them there are the echoes of what we wrote to Security Hub, which are no news.
  const taken = (await story.get<Outcome[]>('/_control/outcomes')).filter(({ outcome }) => outcome !== 'declined');
  expect(taken.every(({ outcome }) => outcome === 'case')).toBe(true);
  expect(new Set(taken.map(({ findingId }) => findingId)).size).toBe(COUNT);
  expect(new Set(taken.map(({ caseId }) => caseId)).size).toBe(10);
  expect(cards).toHaveLength(10);
  expect(paged).toHaveLength(10);
  expect(paged.every(({ pages }) => pages.length === 1)).toBe(true);
  const resources = paged.map(({ alerts }) => Number(alerts[0]?.details.resources ?? 1)).sort((a, b) => b - a);
  // The last doubling before all were there.
  expect(resources[0]).toBeGreaterThan(COUNT / 4);
  expect(resources.slice(1)).toEqual(Array.from({ length: 9 }, () => 1));
}, 300_000);
