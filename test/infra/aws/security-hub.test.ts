/** The simulated Security Hub, asked by the real client. */
import {
  BatchUpdateFindingsCommand,
  BatchUpdateFindingsV2Command,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHubImport } from '../../../infra/local/aws/import-findings.ts';
import type { Finding } from '../../../infra/local/aws/world.ts';
import { MEMBER, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const ProductArn = 'arn:aws:securityhub:us-east-1::product/aws/guardduty';
const updates: Finding[] = [];
let accounts: SimulatedAccounts;
let hub: SecurityHubClient;

function finding(Id: string, AwsAccountId: string): Finding {
  return { Id, ProductArn, AwsAccountId, Workflow: { Status: 'NEW' }, Severity: { Label: 'HIGH' }, UpdatedAt: '2025-11-20T11:00:00.000Z' };
}

beforeAll(async () => {
  accounts = await startSimulatedAccounts({ onFindingUpdate: (changed) => updates.push(changed) });
  accounts.aws.world.hub.findings.push(finding('f-1', MEMBER), finding('f-2', '222233334444'), finding('f-3', MEMBER));
  hub = new SecurityHubClient(accounts.hub);
});
afterAll(() => accounts.close());

test('findings are read by id, product and account, in pages', async () => {
  const ids = async (Filters: object, more = {}) =>
    (await hub.send(new GetFindingsCommand({ Filters, ...more }))).Findings?.map((found) => found.Id);
  const equals = (Value: string) => [{ Value, Comparison: 'EQUALS' }];
  expect(await ids({ Id: [...equals('f-1'), ...equals('f-2')], ProductArn: equals(ProductArn) })).toEqual(['f-1', 'f-2']);
  expect(await ids({ AwsAccountId: equals(MEMBER) })).toEqual(['f-1', 'f-3']);
  expect(await ids({ Id: [{ Value: 'f-1', Comparison: 'NOT_EQUALS' }] })).toEqual(['f-2', 'f-3']);
  expect(await ids({ WorkflowStatus: equals('RESOLVED') })).toEqual([]);
  const first = await hub.send(new GetFindingsCommand({ MaxResults: 2 }));
  expect(await ids({}, { NextToken: first.NextToken })).toEqual(['f-3']);
});

test('an update changes what it names, is echoed, and says what it did not find', async () => {
  const FindingIdentifiers = ['f-1', 'f-9'].map((Id) => ({ Id, ProductArn }));
  const Note = { Text: 'acknowledged by Ana', UpdatedBy: 'drawbridge' };
  const answer = await hub.send(
    new BatchUpdateFindingsCommand({ FindingIdentifiers, Note, Workflow: { Status: 'NOTIFIED' }, UserDefinedFields: { case: 'ABCD' } }),
  );
  expect(answer.ProcessedFindings).toEqual([FindingIdentifiers[0]]);
  expect(answer.UnprocessedFindings).toMatchObject([{ FindingIdentifier: FindingIdentifiers[1], ErrorCode: 'FindingNotFound' }]);
  const after = {
    ...finding('f-1', MEMBER),
    Workflow: { Status: 'NOTIFIED' },
    Note: { ...Note, UpdatedAt: '2025-11-20T12:00:00.000Z' },
    UserDefinedFields: { case: 'ABCD' },
  };
  expect(updates).toEqual([after]);
  expect(accounts.aws.world.hub.findings[0]).toEqual(after);
});

test('more than a hundred findings at once are refused', async () => {
  const FindingIdentifiers = [...Array(101).keys()].map((number) => ({ Id: String(number), ProductArn }));
  await expect(hub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers }))).rejects.toMatchObject({ name: 'InvalidInputException' });
});

test('a member account sees its own findings only', async () => {
  const member = new SecurityHubClient(await accounts.member('read'));
  expect((await member.send(new GetFindingsCommand({}))).Findings?.map((found) => found.Id)).toEqual(['f-1', 'f-3']);
});

test('the second Security Hub takes status and comment by metadata.uid, and says which it does not know', async () => {
  createHubImport(accounts.aws.world.hub)({
    'detail-type': 'Findings Imported V2',
    detail: { findings: [{ metadata: { uid: 'u1' }, status_id: 1 }] },
  });
  const answer = await hub.send(new BatchUpdateFindingsV2Command({ MetadataUids: ['u1', 'u2'], StatusId: 2, Comment: 'case 7K3QM2XA' }));
  expect(answer.ProcessedFindings).toEqual([{ MetadataUid: 'u1' }]);
  expect(answer.UnprocessedFindings).toMatchObject([{ MetadataUid: 'u2', ErrorCode: 'ResourceNotFoundException' }]);
  expect(accounts.aws.world.hub.findingsV2?.u1).toMatchObject({ status_id: 2, comment: 'case 7K3QM2XA' });
});
