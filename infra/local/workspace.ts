/** Who and what there is in the sandbox's Slack: the people and channels that the example policy names. */
import { readFileSync } from 'node:fs';
import type { FakeSlackOptions, Person } from './slack/fake-slack.ts';

export const team = { id: 'T0DRAWBRIDGE', name: 'Acme' };

export const people: Person[] = [
  { id: 'U0ANA', name: 'ana', realName: 'Ana Ruiz', email: 'ana@acme.example', roles: ['responder'], color: '#1264a3' },
  { id: 'U0OMAR', name: 'omar', realName: 'Omar Haddad', email: 'omar@acme.example', roles: ['on call L1', 'approver'], color: '#2b8a3e' },
  { id: 'U0LI', name: 'li', realName: 'Li Wei', email: 'li@acme.example', roles: ['on call L2', 'approver'], color: '#a61e4d' },
  { id: 'U0MIA', name: 'mia', realName: 'Mia Larsen', email: 'mia@acme.example', roles: ['team lead', 'approver'], color: '#862e9c' },
  { id: 'U0ZED', name: 'zed', realName: 'Zed Okafor', email: 'zed@acme.example', roles: ['no rights'], color: '#5c636a' },
  { id: 'U0GUS', name: 'gus', realName: 'Gus Guest', email: 'gus@partner.example', roles: ['guest'], guest: true, color: '#e8590c' },
  {
    id: 'U0EVE',
    name: 'eve',
    realName: 'Eve Stranger',
    email: 'eve@elsewhere.example',
    roles: ['Slack Connect'],
    teamId: 'T0ELSEWHERE',
    color: '#495057',
  },
];

export const channels: FakeSlackOptions['channels'] = [
  { id: 'C0SECURITY', name: 'security' },
  { id: 'C0PAYMENTS', name: 'payments' },
  { id: 'C0DATA', name: 'data' },
  { id: 'C0REPORTS', name: 'reports' },
];

export const usergroups = [{ id: 'S0ONCALL', handle: 'oncall-l1', name: 'On call, level 1', users: ['U0OMAR'] }];

const manifest = JSON.parse(readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8')) as {
  oauth_config: { scopes: { bot: string[] } };
};

export const bot = {
  userId: 'U0DRAWBRIDGE',
  botId: 'B0DRAWBRIDGE',
  appId: 'A0DRAWBRIDGE',
  name: 'Drawbridge',
  scopes: manifest.oauth_config.scopes.bot,
};

/** PagerDuty's people are the same; each stands at one level of the escalation policy. */
export const pagerDutyUsers = people
  .filter(({ teamId, guest }) => !teamId && !guest)
  .map(({ name, realName, email }) => ({ id: `PUSER${name.toUpperCase().padEnd(4, '0')}`, name, realName, email }));

const halfAnHour = 30;
export const pagerDutyLevels = ['omar', 'li', 'mia'].map((name) => ({
  minutes: halfAnHour,
  onCall: pagerDutyUsers.filter((user) => user.name === name).map(({ id }) => ({ user: id })),
}));
