/** Insight results: sent on with a custom action they are a case with a row per result; nothing else is done on their word. */
import { expect, it } from 'vitest';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { playbooks } from '../../src/playbooks/index.ts';
import { parseInput } from '../../src/sources/index.ts';
import { ACCOUNT } from '../fixtures/finding.ts';

const arn = `arn:aws:securityhub:us-west-1:${ACCOUNT}:insight/${ACCOUNT}/custom/one`;
const event = (action: string, detail: object = {}) => ({
  id: 'e1',
  'detail-type': 'Security Hub Insight Results',
  source: 'aws.securityhub',
  account: ACCOUNT,
  region: 'us-west-1',
  time: '2026-11-20T03:00:00Z',
  resources: [`arn:aws:securityhub:us-west-1:${ACCOUNT}:action/custom/${action}`],
  detail: {
    actionName: 'Send to Slack',
    actionDescription: '',
    insightArn: arn,
    insightName: 'Users with the most findings',
    resultType: 'ResourceAwsIamAccessKeyUserName',
    insightResults: [{ ana: 5 }, { 'ci-bot': 1 }],
    ...detail,
  },
});
const findings = (body: object) => parseInput(body).results.flatMap((result) => (result.outcome === 'finding' ? [result.finding] : []));

it('is one case with a row per result, which says how many', () => {
  const { customAction } = parseInput(event('send_to_slack'));
  expect(customAction).toEqual({ id: 'send_to_slack', name: 'Send to Slack' });
  const [ana, bot, ...more] = findings(event('send_to_slack'));
  expect(more).toEqual([]);
  expect(ana).toMatchObject({ title: 'Insight "Users with the most findings": 5 findings for ana', count: 5, account: ACCOUNT });
  expect(bot).toMatchObject({ title: 'Insight "Users with the most findings": 1 finding for ci-bot' });
  expect(ana && caseKeyOf(ana)).toBe(bot && caseKeyOf(bot));
  expect(ana?.identity).not.toBe(bot?.identity);
});

it('sent again is the same findings', () => {
  const again = findings({ ...event('send_to_email'), id: 'e2' });
  expect(again.map(({ identity }) => identity)).toEqual(findings(event('send_to_slack')).map(({ identity }) => identity));
});

it('offers no response, whatever it counts', () => {
  const instances = findings(event('send_to_slack', { resultType: 'ResourceId', insightResults: [{ 'i-0c10c2c7863d1a356': 3 }] }));
  expect(instances).toHaveLength(1);
  for (const finding of instances)
    expect(
      playbooks.flatMap((playbook) => playbook.offers(finding).offers ?? []),
      JSON.stringify(finding),
    ).toEqual([]);
});

it.each<[string, object, 'declined' | 'rejected', RegExp]>([
  ['a response', event('isolate_instance'), 'declined', /needs the findings themselves/],
  ['somebody else’s action', event('their_own'), 'declined', /they can be sent somewhere/],
  ['no results', event('send_to_slack', { insightResults: [] }), 'declined', /no results/],
  ['no insight', event('send_to_slack', { insightArn: undefined }), 'rejected', /do not name their insight/],
  ['no detail', { ...event('send_to_slack'), detail: 'x' }, 'rejected', /do not name their insight/],
])('%s', (_, body, outcome, reason) => {
  expect(parseInput(body).results).toMatchObject([{ outcome, reason: expect.stringMatching(reason) as string }]);
});
