/** Offers, plans and checks without their secret and step inputs hold no full key id, whatever AWS answers. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { disableAccessKeys } from '../../src/playbooks/disable-access-keys.ts';
import { type Answers, fakeRead } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith, NOW } from '../fixtures/finding.ts';

const longTerm = fc.stringMatching(/^AKIA[A-Z0-9]{16}$/);
const named = { Path: '/', UserId: 'x', GroupId: 'x', Arn: 'x', CreateDate: new Date(NOW) };

it('shows fingerprints only', async () => {
  await fc.assert(
    fc.asyncProperty(
      longTerm,
      longTerm,
      fc.constantFrom<'Active' | 'Inactive'>('Active', 'Inactive'),
      fc.boolean(),
      async (id, other, before, failing) => {
        let status = before;
        const text = `by ${id} and ${other}`;
        const answers: Answers = {
          'sts:GetAccessKeyInfo': { Account: ACCOUNT },
          'iam:GetAccessKeyLastUsed': {
            UserName: 'ci',
            AccessKeyLastUsed: { LastUsedDate: new Date(NOW), ServiceName: text, Region: text },
          },
          'iam:GetUser': { User: { ...named, UserName: 'ci', Tags: [] } },
          'iam:ListAccessKeys': () => ({
            AccessKeyMetadata: [
              { AccessKeyId: id, Status: status },
              { AccessKeyId: other, Status: 'Active' },
            ],
          }),
          'iam:ListAttachedUserPolicies': { AttachedPolicies: [{ PolicyName: text }] },
          'iam:ListUserPolicies': { PolicyNames: [text] },
          'iam:ListGroupsForUser': { Groups: [{ ...named, GroupName: text }] },
          'cloudtrail:LookupEvents': {
            Events: [
              {
                EventName: 'GetFederationToken',
                EventSource: text,
                EventTime: new Date(NOW + 300_000),
                CloudTrailEvent: JSON.stringify(failing ? { errorCode: text } : { userAgent: `terraform ${text}` }),
              },
            ],
          },
        };
        const { read } = fakeRead(answers);
        const { offers } = disableAccessKeys.offers(findingWith({ accessKeys: [{ id, kind: 'long-term' }] }));
        const [offer] = offers;
        if (!offer) throw new Error('no offer');
        const plan = await disableAccessKeys.plan(offer, {
          read,
          now: NOW,
          caseId: '7K3QM2XA',
          standing: async () => [],
          trustedAddresses: [],
          ourAccounts: new Set([ACCOUNT]),
          neverTarget: () => undefined,
        });
        const shown: unknown[] = [{ ...offer, secret: undefined }];
        if ('refused' in plan) shown.push(plan);
        else {
          shown.push({ ...plan, steps: plan.steps.map(({ id: step, why, call }) => ({ step, why, call })) });
          status = 'Inactive';
          for (const check of disableAccessKeys.checks) shown.push(await disableAccessKeys.verify(check, plan, NOW, read));
        }
        for (const secret of [id, other]) expect(JSON.stringify(shown)).not.toContain(secret);
      },
    ),
    { numRuns: 50 },
  );
});
