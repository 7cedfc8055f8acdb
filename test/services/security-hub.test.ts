/** Write-back to Security Hub: at most a hundred findings a call, and what was not processed is handed back to be tried again. */
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../infra/local/aws/world.ts';
import { type HttpRequest, json, serve } from '../../infra/local/http.ts';
import type { HubReference } from '../../src/domain/finding.ts';
import { createSecurityHub, noteAuthor, type SecurityHub } from '../../src/services/security-hub.ts';
import { MEMBER, type SimulatedAccounts, startSimulatedAccounts } from '../infra/aws/simulated-accounts.ts';

const productArn = 'arn:aws:securityhub:us-east-1::product/aws/guardduty';
const cspm = (id: string): HubReference => ({ api: 'cspm', id, productArn, region: 'us-east-1' });
const v2 = (metadataUid: string): HubReference => ({ api: 'v2', metadataUid, region: 'us-east-1' });
const held = (Id: string, changes: Partial<Finding> = {}): Finding => ({
  Id,
  ProductArn: productArn,
  AwsAccountId: MEMBER,
  RecordState: 'ACTIVE',
  Workflow: { Status: 'NEW' },
  UpdatedAt: '2025-11-20T11:00:00.000Z',
  ...changes,
});
const many = (count: number) => [...Array(count).keys()].map((number) => `f-${number}`);

let accounts: SimulatedAccounts;
let hub: SecurityHub;
beforeAll(async () => {
  accounts = await startSimulatedAccounts();
  hub = createSecurityHub(new SecurityHubClient(accounts.hub));
});
afterAll(() => accounts.close());
beforeEach(() => {
  accounts.aws.world.hub.findings.length = 0;
  accounts.aws.calls.length = 0;
});
const hold = (...findings: Finding[]) => accounts.aws.world.hub.findings.push(...findings);
const sizes = () => accounts.aws.calls.map(({ input }) => (input as { FindingIdentifiers: unknown[] }).FindingIdentifiers.length);

describe('writing', () => {
  it.each([
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
    [0, []],
  ])('%i findings in calls of %j', async (count, calls) => {
    hold(...many(count).map((id) => held(id)));
    expect(await hub.write(many(count).map(cspm), { workflow: 'NOTIFIED', note: 'case K7F3Q2MX' })).toEqual([]);
    expect(sizes()).toEqual(calls);
    for (const finding of accounts.aws.world.hub.findings)
      expect(finding).toMatchObject({ Workflow: { Status: 'NOTIFIED' }, Note: { Text: 'case K7F3Q2MX', UpdatedBy: noteAuthor } });
  });

  it('hands back what was not processed, of whichever call', async () => {
    hold(...many(150).map((id) => held(id)));
    const references = [...many(150).slice(0, 99), 'gone-1', ...many(150).slice(99), 'gone-2'].map(cspm);
    expect(await hub.write(references, { workflow: 'RESOLVED', note: '' })).toEqual([
      { reference: cspm('gone-1'), code: 'FindingNotFound' },
      { reference: cspm('gone-2'), code: 'FindingNotFound' },
    ]);
    expect(accounts.aws.world.hub.findings.map(({ Workflow }) => Workflow)).toEqual(many(150).map(() => ({ Status: 'RESOLVED' })));
    expect(accounts.aws.world.hub.findings[0]).not.toHaveProperty('Note');
  });

  it('cuts a note to what Security Hub takes', async () => {
    hold(held('f'));
    await hub.write([cspm('f')], { workflow: 'NOTIFIED', note: 'x'.repeat(600) });
    expect(accounts.aws.world.hub.findings[0]?.Note).toMatchObject({ Text: 'x'.repeat(512) });
  });

  it('rejects when the service is not there', async () => {
    accounts.aws.fault('5xx', 1);
    await expect(hub.write([cspm('f')], { workflow: 'NEW', note: '' })).rejects.toThrow();
  });
});

describe('reading', () => {
  it('answers workflow and note, whoever wrote it', async () => {
    hold(
      held('f', { Workflow: { Status: 'SUPPRESSED' }, Note: { Text: 'ours', UpdatedBy: 'omar', UpdatedAt: '2025-11-20T11:00:00.000Z' } }),
    );
    expect(await hub.read(cspm('f'))).toEqual({ workflow: 'SUPPRESSED', note: 'ours', notedBy: 'omar' });
  });

  it.each<[string, Finding[], HubReference, object | undefined]>([
    ['without a note', [held('f')], cspm('f'), { workflow: 'NEW', note: '' }],
    ['what is not there', [held('g')], cspm('f'), undefined],
    ['the same id of another product', [held('f', { ProductArn: `${productArn}2` })], cspm('f'), undefined],
    ['through the other API, which has no notes of people', [held('f')], v2('f'), undefined],
  ])('%s', async (_, findings, reference, expected) => {
    hold(...findings);
    expect(await hub.read(reference)).toEqual(expected);
  });
});

it('the open findings come page by page: active and new only', async () => {
  hold(...many(230).map((id) => held(id)), held('over', { RecordState: 'ARCHIVED' }), held('known', { Workflow: { Status: 'NOTIFIED' } }));
  const pages: string[][] = [];
  for await (const page of hub.openFindings()) pages.push(page.map((finding) => String(finding.Id)));
  expect(pages.map((page) => page.length)).toEqual([100, 100, 30]);
  expect(pages.flat()).toEqual(many(230));
});

it('what changed within a time comes page by page, in whatever state', async () => {
  const within = { UpdatedAt: '2026-11-20T02:30:00Z' };
  hold(
    ...many(130).map((id) => held(id, within)),
    held('over', { ...within, RecordState: 'ARCHIVED' }),
    held('later', { UpdatedAt: '2026-11-20T03:00:01Z' }),
  );
  const pages: string[][] = [];
  for await (const page of hub.updatedFindings(Date.UTC(2026, 10, 20, 2), Date.UTC(2026, 10, 20, 3)))
    pages.push(page.map((finding) => String(finding.Id)));
  expect(pages.map((page) => page.length)).toEqual([100, 31]);
  expect(pages.flat()).toEqual([...many(130), 'over']);
});

describe('the newer Security Hub', () => {
  afterEach(() => {
    delete accounts.aws.world.hub.findingsV2;
  });

  it('is there or not, and that it cannot be asked is neither', async () => {
    expect(await hub.hasV2()).toBe(false);
    accounts.aws.world.hub.findingsV2 = {};
    expect(await hub.hasV2()).toBe(true);
    accounts.aws.fault('5xx', 1);
    await expect(hub.hasV2()).rejects.toThrow(/processing has failed/);
  });

  it('what changed there within a time comes page by page', async () => {
    const at = (modified_time_dt: string) => ({ finding_info: { modified_time_dt } });
    const within = many(130).map((uid) => [uid, { metadata: { uid }, ...at('2026-11-20T02:30:00Z') }]);
    const others = [
      ['later', at('2026-11-20T03:00:01Z')],
      ['before', at('2026-11-20T01:59:59Z')],
      ['undated', {}],
    ];
    accounts.aws.world.hub.findingsV2 = Object.fromEntries([...others, ...within]);
    const pages: unknown[][] = [];
    for await (const page of hub.updatedFindingsV2(Date.UTC(2026, 10, 20, 2), Date.UTC(2026, 10, 20, 3)))
      pages.push(page.map(({ metadata }) => (metadata as { uid: string }).uid));
    expect(pages.map((page) => page.length)).toEqual([100, 30]);
    expect(pages.flat()).toEqual(many(130));
  });

  it('is written to by metadata uid, a hundred at a time, beside the other', async () => {
    const asked: { MetadataUids: string[]; StatusId: number; Comment?: string }[] = [];
    const newer = async (request: HttpRequest) => {
      if (!/v2/i.test(request.path)) return accounts.aws.route(request);
      const body = JSON.parse(request.body.toString('utf8')) as (typeof asked)[number];
      asked.push(body);
      const missing = body.MetadataUids.filter((uid) => uid === 'gone').map((MetadataUid) => ({
        MetadataUid,
        ErrorCode: 'ResourceNotFoundException',
      }));
      return json(200, { ProcessedFindings: [], UnprocessedFindings: missing });
    };
    const server = await serve([newer], 0, () => {});
    const client = new SecurityHubClient({ ...accounts.hub, endpoint: `${server.address}/aws-api` });
    hold(held('f'));
    const references = [...many(120).map(v2), cspm('f'), v2('gone')];
    const unprocessed = await createSecurityHub(client).write(references, { workflow: 'RESOLVED', note: 'done' });
    await server.close();
    expect(asked.map(({ MetadataUids, StatusId, Comment }) => [MetadataUids.length, StatusId, Comment])).toEqual([
      [100, 4, 'done'],
      [21, 4, 'done'],
    ]);
    expect(unprocessed).toEqual([{ reference: v2('gone'), code: 'ResourceNotFoundException' }]);
    expect(accounts.aws.world.hub.findings[0]?.Workflow).toEqual({ Status: 'RESOLVED' });
  });
});

describe('what its own checks say', () => {
  const check = (Id: string, Status: string, changes: Partial<Finding> = {}): Finding =>
    held(Id, {
      ProductArn: 'arn:aws:securityhub:us-east-1::product/aws/securityhub',
      Compliance: { Status, SecurityControlId: 'S3.8' },
      ...changes,
    });

  it('in one account, without what is archived, suppressed, another product’s or of no control', async () => {
    hold(
      check('passed', 'PASSED', { Workflow: { Status: 'RESOLVED' } }),
      check('failed', 'FAILED', { Compliance: { Status: 'FAILED' }, ProductFields: { RuleId: '1.3' } }),
      check('archived', 'FAILED', { RecordState: 'ARCHIVED' }),
      check('suppressed', 'FAILED', { Workflow: { Status: 'SUPPRESSED' } }),
      check('elsewhere', 'FAILED', { AwsAccountId: '444455556666' }),
      check('nameless', 'FAILED', { Compliance: { Status: 'FAILED' } }),
      held('theirs', { Compliance: { Status: 'FAILED', SecurityControlId: 'X.1' } }),
    );
    expect(await hub.checks(MEMBER)).toEqual({
      checks: [
        { control: 'S3.8', status: 'PASSED' },
        { control: '1.3', status: 'FAILED' },
      ],
    });
  });

  it('a hundred at a time', async () => {
    hold(...many(230).map((id) => check(id, 'PASSED')));
    const sizesOf: number[] = [];
    let after: string | undefined;
    do {
      const { checks, next } = await hub.checks(MEMBER, after);
      sizesOf.push(checks.length);
      after = next;
    } while (after !== undefined);
    expect(sizesOf).toEqual([100, 100, 30]);
  });
});
