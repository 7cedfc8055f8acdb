/** The Home tab of somebody who owns accounts: their cases, how old they are, and how many of Security Hub's controls pass. */
import { afterEach, describe, expect, it } from 'vitest';
import { examplePolicy } from '../fixtures/policy.ts';
import { leakedKey, PAYMENTS } from './events.ts';
import { render, type Shown } from './render.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

let story: Story;
afterEach(() => story.close());

const home = async (user: string) => {
  await story.post('/slack/_control/open-home', { user });
  await story.advance(2);
  const { home: view } = await story.get<{ home: Shown | null }>(`/slack/view/${user}`);
  return view ? render(view) : '';
};

/** What Security Hub's own check of a control says of one resource. */
function check(control: string, status: string, resource: string): Json {
  return {
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:securityhub:us-east-1:${PAYMENTS}:security-control/${control}/finding/${resource}`,
    ProductArn: 'arn:aws:securityhub:us-east-1::product/aws/securityhub',
    ProductName: 'Security Hub',
    GeneratorId: `security-control/${control}`,
    AwsAccountId: PAYMENTS,
    Region: 'us-east-1',
    CreatedAt: '2026-11-20T02:00:00.000Z',
    UpdatedAt: '2026-11-20T02:00:00.000Z',
    Severity: { Label: status === 'PASSED' ? 'INFORMATIONAL' : 'MEDIUM' },
    Title: `Control ${control}`,
    Description: 'A control.',
    Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${resource}`, Region: 'us-east-1', Partition: 'aws' }],
    Compliance: { Status: status, SecurityControlId: control },
    Workflow: { Status: status === 'PASSED' ? 'RESOLVED' : 'NEW' },
    RecordState: 'ACTIVE',
  };
}

describe('an owner', () => {
  it('sees what is open in their accounts, and the security score once it is read', async () => {
    story = await startStory();
    await story.raise(leakedKey());
    const text = await home('U0ANA');
    expect(text).toMatch(/# Your accounts\n\*prod-payments\* 111122223333\n1 open case: 1 of tier 3 · the oldest \d+ (?:s|min) ago/);
    expect(text).not.toContain('prod-data');
    await story.raise([
      check('S3.1', 'PASSED', 'one'),
      check('S3.1', 'FAILED', 'two'),
      check('S3.2', 'PASSED', 'one'),
      check('S3.3', 'PASSED', 'one'),
    ]);
    await story.advance(60);
    expect(await home('U0ANA')).toMatch(/Security score \*67 %\* · 2 of 3 controls passed, 1 failed/);
    // Its button shows the account's cases.
    await story.post('/slack/_control/interact', {
      user: 'U0ANA',
      view: true,
      action: { action_id: 'home', value: `account-${PAYMENTS}.1` },
    });
    await story.advance(2);
    expect(await home('U0ANA')).toContain(story.caseId);
  });

  it('others do not see them as theirs', async () => {
    story = await startStory();
    await story.raise(leakedKey());
    for (const user of ['U0OMAR', 'U0ZED', 'U0GUS']) expect(await home(user)).not.toContain('Your accounts');
  });

  it('who owns an account but may not see its cases is shown nothing of it', async () => {
    const { groups, allow } = examplePolicy() as { groups: Json; allow: Json[] };
    story = await startStory({ policy: { groups: { ...groups, payments: { people: ['U0ZED'] } }, allow } });
    await story.raise(leakedKey());
    expect(await home('U0ZED')).not.toMatch(/Your accounts|prod-payments\*/);
  });

  it('a right that holds only there is enough', async () => {
    const { groups, allow } = examplePolicy() as { groups: Json; allow: Json[] };
    const own = { verbs: ['view', 'note'], groups: ['payments'], accounts: [PAYMENTS] };
    story = await startStory({ policy: { groups: { ...groups, payments: { people: ['U0ZED'] } }, allow: [...allow, own] } });
    await story.raise(leakedKey());
    const text = await home('U0ZED');
    expect(text).toMatch(/# Your accounts\n\*prod-payments\*/);
    expect(text).toContain(story.caseId);
    expect(text).not.toMatch(/Stop…/);
  });
});
