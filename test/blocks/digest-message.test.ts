/** The digest's words: whole, empty, and with texts that want to break out. */
import { describe, expect, it } from 'vitest';
import { digestMessage, trendWords } from '../../blocks/digest-message.ts';
import { checkPayload } from '../../blocks/limits.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { expectGolden } from './golden.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const until = Date.UTC(2026, 10, 20, 8);
const trend = [3, 0, 2, 5, 1, 0, 4].map((opened, index) => ({ until: until - (6 - index) * DAY, opened, resolved: index }));
const mention = (caseId: string, what: string, title = 'Access key used from a known bad address') => ({
  caseId,
  title,
  at: until - HOUR,
  what,
});

const whole: Digest = {
  from: until - DAY,
  until,
  opened: 4,
  resolved: 6,
  open: [
    { severity: 'critical', byAge: { 'under a day': 1, 'under a week': 0, 'under 30 days': 0, older: 0 } },
    { severity: 'medium', byAge: { 'under a day': 2, 'under a week': 3, 'under 30 days': 11, older: 1 } },
  ],
  quiet: 2,
  baseline: 5,
  times: {
    acknowledge: { count: 5, median: 12 * 60_000, ninetieth: 2 * HOUR },
    resolve: { count: 1, median: 26 * HOUR, ninetieth: 26 * HOUR },
  },
  causes: [
    { type: 'PrivilegeEscalation:iam/CreatePolicyVersion', cases: 9 },
    { type: 'Recon:EC2/Portscan', cases: 2 },
    { type: 'S3.8', cases: 1 },
    { type: 'Something:New/Type', cases: 1 },
  ],
  ending: [{ ...mention('K7F3Q2MX', 'snooze'), at: until + HOUR }],
  expired: [mention('M2P4X7QR', 'Terminate the instance, i-0c10c2c7863d1a356 web-7')],
  undone: ['A1', 'B2', 'C3', 'D4', 'E5', 'F6', 'G7'].map((id) => mention(id, 'Undo: isolate the instance, i-0c10c2c7863d1a356')),
  trend,
};
const nothing: Digest = {
  ...whole,
  opened: 0,
  resolved: 0,
  open: [],
  quiet: 0,
  baseline: 0,
  times: {},
  causes: [],
  ending: [],
  expired: [],
  undone: [],
};

describe('a digest', () => {
  it('of a day in which much happened', async () => {
    await expectGolden(
      'digest-daily',
      digestMessage({ digest: whole, every: 'day', channels: ['security', 'payments'], timeZone: 'Europe/Berlin' }),
    );
  });

  it('of a week in which nothing did', async () => {
    const digest = { ...nothing, from: until - 7 * DAY };
    await expectGolden('digest-weekly-empty', digestMessage({ digest, every: 'week', channels: ['security'], timeZone: 'UTC' }));
  });

  it('says in words all that the picture shows', () => {
    const words = trendWords(whole, 'UTC');
    expect(words).toMatch(/Fri 20 Nov 4 opened, 6 resolved\.$/);
    expect(words.match(/opened/g)).toHaveLength(7);
  });

  it('lets no finding break out of it', () => {
    const hostile = mention('K7F3Q2MX', '<!channel> *x*', '<!here> <https://evil.example|click> `x`');
    const causes = [{ type: '<!channel>', cases: 1 }];
    const message = digestMessage({
      digest: { ...whole, causes, expired: [hostile] },
      every: 'day',
      channels: ['security'],
      timeZone: 'UTC',
    });
    expect(JSON.stringify(message)).not.toMatch(/<!(?:channel|here)>|<https/);
    expect(checkPayload(message)).toEqual([]);
  });

  it('says once what a workflow asked', () => {
    const asked = 'Allow version v2 of policy release-pipeline?';
    const expired = [mention('M2P4X7QR', `${asked}, release-watch`, asked)];
    const view = { digest: { ...nothing, expired }, every: 'day', channels: ['security'], timeZone: 'UTC' } as const;
    expect(JSON.stringify(digestMessage(view)).split(asked)).toHaveLength(2);
  });
});
