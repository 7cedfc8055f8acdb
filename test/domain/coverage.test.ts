/** Coverage: what an event proves about where it came from, and when silence is too long. */
import { describe, expect, it } from 'vitest';
import { coverageLines, coverageOf, coverageRemarks, type Heard, heardIn, heartbeat } from '../../src/domain/coverage.ts';
import { remarkLines } from '../../src/domain/doctor/remark.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT, asff, guardDuty, imported, REGION } from '../fixtures/hub.ts';

const now = Date.UTC(2026, 10, 20, 3);
const hour = 3_600_000;
const accounts = { '111122223333': { name: 'prod-payments' }, '222233334444': { name: 'prod-data' } };
const envelope = { id: 'e', account: '111122223333', region: 'eu-west-1', time: '2026-11-20T03:00:00Z', resources: [], detail: {} };
const places = (event: object) => heardIn(parseInput(event)).map(({ account, region, source }) => `${account} ${region} ${source}`);

describe('what an event proves', () => {
  it.each<[string, object, string[]]>([
    [
      'a sign of life',
      { ...envelope, source: heartbeat.source, 'detail-type': heartbeat.detailType },
      ['111122223333 eu-west-1 heartbeat'],
    ],
    [
      'a call by CloudTrail that is nobody’s finding',
      { ...envelope, source: 'aws.iam', 'detail-type': 'AWS API Call via CloudTrail', detail: { eventName: 'ListUsers' } },
      ['111122223333 eu-west-1 CloudTrail'],
    ],
    [
      'a rule that complies',
      { ...envelope, source: 'aws.config', 'detail-type': 'Config Rules Compliance Change' },
      ['111122223333 eu-west-1 Config'],
    ],
    ['what is nothing of ours', { ...envelope, source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' }, []],
    ['somebody’s own event that only sounds like it', { ...envelope, source: 'acme', 'detail-type': 'AWS API Call via CloudTrail' }, []],
    ['a place that does not exist', { ...envelope, account: '1', source: 'aws.health', 'detail-type': 'AWS Health Event' }, []],
    ['no event at all', { hello: 'world' }, []],
  ])('%s', (_, event, expected) => {
    expect(places(event)).toEqual(expected);
  });

  it('findings count where they are about, and only those that AWS itself wrote', () => {
    expect(places(imported(guardDuty('Recon:EC2/PortProbeUnprotectedPort')))).toEqual([`${ACCOUNT} ${REGION} GuardDuty`]);
    const scanner = `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/acme/scanner`;
    expect(places(imported(asff({ ProductArn: scanner })))).toEqual([]);
  });
});

const heard = (source: string, hours: number, account = '111122223333', region = 'eu-west-1'): Heard => ({
  account,
  region,
  source,
  at: now - hours * hour,
});

describe('silence', () => {
  it.each<[string, number, string]>([
    ['heartbeat', 3, 'heard'],
    ['heartbeat', 3.1, 'silent'],
    ['heartbeat', 337, 'gone'],
    ['Security Hub', 47, 'heard'],
    ['Security Hub', 49, 'silent'],
    ['GuardDuty', 300, 'any'],
  ])('%s after %d hours: %s', (source, hours, state) => {
    expect(coverageOf([heard(source, hours)], accounts, now).rows.map((row) => row.state)).toEqual([state]);
  });

  it('of an account that policy does not list is no alarm, and said', () => {
    const coverage = coverageOf([heard('heartbeat', 100, '999900001111')], {}, now);
    expect(coverage.rows.map(({ state }) => state)).toEqual(['any']);
    expect(coverageRemarks(coverage, 'drawbridge', now).map(({ level }) => level)).toEqual(['warning']);
  });

  it('reads like this', async () => {
    const coverage = coverageOf(
      [
        heard('GuardDuty', 400),
        heard('heartbeat', 0.1),
        heard('heartbeat', 5, '111122223333', 'us-east-1'),
        heard('Security Hub', 350, '111122223333', 'us-east-1'),
        heard('CloudTrail', 1, '999900001111'),
      ],
      accounts,
      now,
    );
    const text = [...coverageLines(coverage, now), '', ...remarkLines(coverageRemarks(coverage, 'drawbridge', now))].join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/coverage.txt');
  });

  it('nothing so far', () => {
    expect(coverageLines(coverageOf([], {}, now), now)).toEqual(['Nothing was heard so far.']);
  });
});
