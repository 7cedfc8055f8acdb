/** Every remark of doctor, check by check, as people read it: a table kept in a golden file. */
import { describe, expect, it } from 'vitest';
import manifest from '../../../manifest.json' with { type: 'json' };
import { checkMode } from '../../../src/domain/doctor/modes.ts';
import { checkOnCall } from '../../../src/domain/doctor/on-call-people.ts';
import { checkEscalation, checkPriorities, checkService, checkSubscriptions } from '../../../src/domain/doctor/pagerduty-settings.ts';
import { checkPeople } from '../../../src/domain/doctor/people.ts';
import { type Remark, remarkLines } from '../../../src/domain/doctor/remark.ts';
import { checkRoles } from '../../../src/domain/doctor/roles.ts';
import { checkChannels, checkGrant } from '../../../src/domain/doctor/slack-grant.ts';
import { examplePolicy, policyWith } from '../../fixtures/policy.ts';

const policy = policyWith();
const byOnCall = policyWith({
  approvals: {
    ...(examplePolicy().approvals as object),
    levels: [
      { onCall: 1, minutes: 5 },
      { onCall: 2, minutes: 10 },
    ],
  },
  allow: [...(examplePolicy().allow as object[]), { verbs: ['approve', 'deny'], groups: ['on-call-1', 'on-call-2'] }],
});
const service = {
  name: 'Drawbridge',
  status: 'active',
  urgencyRule: 'severity_based',
  acknowledgementSeconds: 1800,
  escalationPolicyId: 'P1',
};
const escalation = { id: 'P1', name: 'Security', levels: 2, loops: 1 };
const subscription = { id: 'W1', url: 'https://example.com/pagerduty', active: true, temporarilyDisabled: false, events: ['*'] };
const omar = { level: 1, name: 'omar' };
const found = { private: false, archived: false, member: true };
const scopes = manifest.oauth_config.scopes.bot;
const groups = (people: string[]) => ['oncall-l1', 'oncall-l2', 'leads'].map((group) => ({ group, people, unfit: [] }));

const table: [name: string, remarks: Remark[]][] = [
  ['mode none', checkMode('none', policy)],
  ['mode events', checkMode('events', policy)],
  ['mode events, and policy asks who is on call', checkMode('events', byOnCall).slice(0, 1)],
  ['mode full', checkMode('full', byOnCall)],
  ['service: well', checkService(service)],
  ['service: no acknowledgement timeout', checkService({ name: 'Drawbridge', status: 'active', urgencyRule: 'high' })],
  ['service: the API’s default of four hours', checkService({ ...service, autoResolveSeconds: 14_400 })],
  ['service: low urgency', checkService({ ...service, urgencyRule: 'low' })],
  ['service: support hours', checkService({ ...service, urgencyRule: 'use_support_hours' })],
  ['service: disabled', checkService({ ...service, status: 'disabled' })],
  ['service: in maintenance', checkService({ ...service, status: 'maintenance' })],
  ['escalation: well', checkEscalation(escalation, service, 2)],
  ['escalation: one level, never repeated', checkEscalation({ ...escalation, levels: 1, loops: 0 }, service, 1)],
  ['escalation: no level at all', checkEscalation({ ...escalation, levels: 0 }, undefined, 0)],
  ['escalation: fewer levels than policy asks', checkEscalation(escalation, service, 3)],
  ['escalation: not the service’s', checkEscalation(escalation, { ...service, escalationPolicyId: 'P9' }, 0)],
  ['webhooks: well', checkSubscriptions([subscription])],
  ['webhooks: none, or only other people’s', checkSubscriptions([{ ...subscription, url: 'https://example.com/other' }])],
  ['webhooks: switched off after refusals', checkSubscriptions([{ ...subscription, temporarilyDisabled: true }])],
  ['webhooks: not active', checkSubscriptions([{ ...subscription, active: false }])],
  ['webhooks: an old one is off, a new one works', checkSubscriptions([{ ...subscription, id: 'W0', active: false }, subscription])],
  ['webhooks: some events only', checkSubscriptions([{ ...subscription, events: ['incident.triggered', 'incident.resolved'] }])],
  ['priorities: well', checkPriorities([{ name: 'P1' }])],
  ['priorities: none', checkPriorities([])],
  ['on call: well', checkOnCall({ members: [omar, { level: 2, name: 'li' }], strangers: [] }, byOnCall)],
  ['on call: a gap', checkOnCall({ members: [omar], strangers: [] }, byOnCall)],
  [
    'on call: nobody in Slack',
    checkOnCall({ members: [omar], strangers: [{ level: 2, name: 'Zoe', because: 'nobody has that address' }] }, byOnCall),
  ],
  ['on call: cannot be asked', checkOnCall(undefined, byOnCall)],
  ['on call: cannot be asked, and nobody would', checkOnCall(undefined, policy)],
  ['scopes: well', checkGrant({ team: policy.team, scopes }, policy)],
  ['scopes: one missing', checkGrant({ team: policy.team, scopes: scopes.filter((scope) => scope !== 'groups:history') }, policy)],
  ['scopes: of another workspace', checkGrant({ team: 'T0OTHER', scopes }, policy)],
  ['channels: well', checkChannels([{ name: 'security', id: 'C1', found }])],
  ['channels: not there', checkChannels([{ name: 'security', id: 'C1', found: undefined }])],
  ['channels: archived', checkChannels([{ name: 'security', id: 'C1', found: { ...found, archived: true } }])],
  ['channels: not in it', checkChannels([{ name: 'security', id: 'C1', found: { ...found, member: false } }])],
  ['people: well', checkPeople(groups(['U1', 'U2']), policy)],
  ['people: one alone', checkPeople(groups(['U1']), policyWith({ accounts: { '111122223333': { name: 'prod' } } }))],
  [
    'people: a group that cannot be read, one that is empty, somebody who left',
    checkPeople(
      [
        ...groups(['U1', 'U2']),
        { group: 'readers', people: undefined, unfit: [] },
        { group: 'admins', people: [], unfit: [{ name: 'zoe', because: 'they are not in Slack any more' }] },
      ],
      policy,
    ),
  ],
  ['roles: well', checkRoles([{ account: '111122223333', name: 'prod', role: 'read' }], 'drawbridge')],
  [
    'roles: not there',
    checkRoles(
      [{ account: '111122223333', name: 'prod', role: 'contain', because: 'assuming the role failed (AccessDenied)' }],
      'drawbridge',
    ),
  ],
  [
    'roles: the management account',
    checkRoles(
      [
        { account: '111122223333', name: 'management', role: 'read' },
        { account: '111122223333', name: 'management', role: 'contain', because: 'it is not there', absent: true },
      ],
      'drawbridge',
    ),
  ],
  ['roles: no accounts', checkRoles([], 'drawbridge')],
];

describe('doctor', () => {
  it('says this of each thing it looks at', async () => {
    const text = table.map(([name, remarks]) => [`# ${name}`, ...remarkLines(remarks).slice(0, -2)].join('\n')).join('\n\n');
    const masked = text.replaceAll(/has all \d+ scopes/g, 'has all N scopes');
    await expect(`${masked}\n`).toMatchFileSnapshot('../../golden/doctor.txt');
  });

  it.each(table.filter(([, remarks]) => remarks.some(({ level }) => level === 'problem')))(
    '%s: each problem says what to change',
    (_, remarks) => {
      expect(remarks.filter(({ level, change }) => level === 'problem' && !change)).toEqual([]);
    },
  );

  it.each(table.filter(([name]) => name.endsWith(': well')))('%s: one line', (_, remarks) => {
    expect(remarks.map(({ level }) => level)).toEqual(remarks.length > 0 ? ['ok'] : []);
  });
});
