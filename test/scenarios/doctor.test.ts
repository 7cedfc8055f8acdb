/** npm run doctor against a running sandbox: all is well at first, and each thing that is broken outside is named with what to change. */
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoctor } from '../../infra/doctor.ts';
import { startSandbox } from '../../infra/local/start-sandbox.ts';
import { START, type Story, startStory } from './sandbox.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.advance(120);
});
afterEach(() => story.close());

async function doctor(...more: string[]): Promise<{ code: number; read: string }> {
  const read: string[] = [];
  const code = await runDoctor(['--sandbox', story.sandbox.address, ...more], (line) => void read.push(line));
  // How many scopes, accounts and groups there are is not what this is about.
  return { code, read: `${read.join('\n')}\n`.replaceAll(/all \d+/g, 'all N') };
}
const pagerDuty = (verb: string, body: object) => story.post(`/pagerduty/_control/${verb}`, body);
const settings = (changes: object) => pagerDuty('settings', changes);

describe('doctor', () => {
  it('has a line for each thing that is well', async () => {
    const { code, read } = await doctor();
    await expect(read).toMatchFileSnapshot('../golden/scenarios/doctor-well.txt');
    expect(code).toBe(0);
  });

  it('47 names PagerDuty’s settings that bite, each with what to change', async () => {
    const { slack } = story.sandbox;
    await settings({
      service: { auto_resolve_timeout: 14_400, incident_urgency_rule: { type: 'constant', urgency: 'low' } },
      policy: { num_loops: 0 },
      subscription: { disabled: true },
      levels: 1,
    });
    slack.bot.scopes = (slack.bot.scopes ?? []).filter((scope) => scope !== 'users:read.email');
    const payments = slack.channels.get('C0PAYMENTS');
    if (payments) payments.member = false;
    slack.usergroups.splice(0);
    await story.put('/aws/state', { accounts: { '222233334444': { rolesMissing: true } } });
    await story.advance(120);
    const { code, read } = await doctor();
    await expect(read).toMatchFileSnapshot('../golden/scenarios/doctor-broken.txt');
    expect(code).toBe(1);
  });

  it('names a role that writes and is not as it was deployed', async () => {
    const stranger = { trust: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }] } };
    await story.put('/aws/state', { accounts: { '222233334444': { roles: { 'drawbridge-contain': stranger } } } });
    const { code, read } = await doctor();
    expect(read).toMatch(/✖ AWS +drawbridge-contain cannot be used in prod-data .*: it does not trust the function that would use it/);
    expect(code).toBe(1);
  });

  it('names what is configured and not there', async () => {
    await settings({ service: { id: 'PGONE' }, policy: { id: 'PNONE' } });
    const { code, read } = await doctor();
    expect(read).toMatch(/✖ PagerDuty +the service could not be read: .*\n.*→ check PAGERDUTY_TOKEN/);
    expect(read).toMatch(/✖ PagerDuty +the escalation policy could not be read/);
    expect(code).toBe(1);
  });

  it.each<[mode: 'none' | 'events', says: RegExp]>([
    ['none', /in mode none Drawbridge cannot page anybody: a case of tier 3 is a message in Slack/],
    ['events', /in mode events Drawbridge cannot hear what is done in PagerDuty/],
  ])('says what mode %s cannot do, which is no problem', async (mode, says) => {
    await story.sandbox.close();
    const sandbox = await startSandbox({ port: 0, empty: true, quiet: true, frozenAt: START, pagerDuty: mode });
    Object.assign(story, { close: () => sandbox.close() });
    await sandbox.clock.advance(120);
    const read: string[] = [];
    expect(await runDoctor(['--sandbox', sandbox.address], (line) => void read.push(line))).toBe(0);
    expect(read.join('\n')).toMatch(says);
  });

  it('is a command', async () => {
    const { status, stdout } = await new Promise<{ status: number | null; stdout: string }>((resolve) => {
      const child = spawn('npx', ['tsx', 'infra/doctor.ts', '--sandbox', story.sandbox.address], { stdio: ['ignore', 'pipe', 'inherit'] });
      let stdout = '';
      child.stdout.on('data', (chunk) => {
        stdout += String(chunk);
      });
      child.on('exit', (status) => resolve({ status, stdout }));
    });
    expect(stdout).toMatch(/✔ hub +the clock ticks every minute/);
    expect(status).toBe(0);
  });

  it('finds that one person alone could agree, whatever policy hopes of user groups', async () => {
    await story.close();
    const groups = { responders: { people: ['U0ANA', 'U0OMAR'] }, 'oncall-l1': { usergroup: 'S0ONCALL' } };
    story = await startStory({
      policy: {
        groups,
        approvals: { levels: [{ group: 'oncall-l1', minutes: 5 }] },
        allow: [
          { verbs: ['view', 'respond'], groups: ['responders'] },
          { verbs: ['approve', 'deny'], groups: ['oncall-l1'] },
        ],
      },
    });
    const { code, read } = await doctor();
    expect(read).toMatch(/✖ policy .*only U0OMAR could agree, .*\n.*→ let a second person approve/);
    expect(code).toBe(1);
  });

  it('with Slack and PagerDuty down it still says the rest', async () => {
    await story.fault('slack', 'reset', 100_000);
    await pagerDuty('outage', { mode: 'reset' });
    const { code, read } = await doctor('--as', 'mia');
    expect(read).toMatch(/✖ Slack +it could not be asked/);
    expect(read).toMatch(/✖ PagerDuty +the service could not be read/);
    expect(read).toMatch(/✔ AWS +roles read, contain, destroy/);
    expect(code).toBe(1);
  });

  it('is for people whom policy knows', async () => {
    await story.close();
    story = await startStory({ policy: { people: {} } });
    const { code, read } = await doctor();
    expect(read).toMatch(/✖ hub .*policy does not say who that is/);
    expect(code).toBe(1);
  });

  it('changes nothing', async () => {
    await doctor();
    const calls = await story.awsCalls();
    expect(calls.map(({ call }) => call)).toContain('iam:GetRole');
    expect(calls.filter(({ call }) => !/^(?:sts:|\w+:(?:Get|List|Describe))/.test(call))).toEqual([]);
  });

  it('words it does not know are a 2', async () => {
    const said: string[] = [];
    expect(await runDoctor(['--sandbox'], (line) => void said.push(line))).toBe(2);
    expect(said.join('\n')).toMatch(/use: npm run doctor/);
  });
});
