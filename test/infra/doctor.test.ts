/** Doctor before anything is deployed: settings, credentials and secrets, then what the secrets open, with nothing of the network. */
import { describe, expect, it } from 'vitest';
import { runDoctor } from '../../infra/doctor.ts';
import type { Outside } from '../../infra/preflight.ts';
import manifest from '../../manifest.json' with { type: 'json' };
import { createPagerDuty } from '../../src/services/pagerduty/create-pagerduty.ts';

const slackSecret = {
  SLACK_BOT_TOKEN: 'xoxb-of-a-test',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_BOT_ID: 'B0DRAWBRIDGE',
  SLACK_BOT_USER_ID: 'U0DRAWBRIDGE',
};
const settings: Record<string, string> = {
  deployment: 'drawbridge',
  hubAccount: '999988887777',
  hubRegion: 'eu-central-1',
  organisation: 'o-exampleorg1',
};

interface Changes {
  settings?: Record<string, string>;
  account?: string | undefined;
  secrets?: Record<string, Record<string, string>>;
}

function outsideWith(changes: Changes): Outside {
  const held: Record<string, Record<string, string>> = {
    'drawbridge/slack': slackSecret,
    'drawbridge/pagerduty': { PAGERDUTY_ROUTING_KEY: 'a'.repeat(32) },
    ...changes.secrets,
  };
  return {
    context: (name) => ({ ...settings, ...changes.settings })[name],
    hub: () => ({
      async account() {
        if ('account' in changes && changes.account === undefined) throw new Error('no credentials were found');
        return changes.account ?? '999988887777';
      },
      async secret(name) {
        const values = held[name];
        if (!values || Object.keys(values).length === 0) throw new Error(`the secret ${name} could not be read: HTTP 400`);
        return values;
      },
    }),
    slack: () => ({
      grant: async () => ({ team: 'T0DRAWBRIDGE', scopes: manifest.oauth_config.scopes.bot }),
      channel: async (id) => ({ id, name: id, private: false, archived: false, member: true }),
    }),
    pagerDuty: createPagerDuty,
  };
}

async function doctor(changes: Changes = {}): Promise<{ code: number; read: string }> {
  const read: string[] = [];
  const code = await runDoctor([], (line) => void read.push(line), outsideWith(changes));
  // How many scopes and channels there are is not what this is about.
  return { code, read: `${read.join('\n')}\n`.replaceAll(/all \d+/g, 'all N') };
}

describe('doctor before there is a hub', () => {
  it('looks at what can be seen from here, and says what cannot', async () => {
    const { code, read } = await doctor();
    await expect(read).toMatchFileSnapshot('../golden/doctor-before.txt');
    expect(code).toBe(0);
  });

  it.each<[name: string, changes: Changes, says: RegExp]>([
    ['settings that are none', { settings: { hubAccount: '1' } }, /✖ hub +the deployment's settings are not usable: .*12 digits/],
    ['a policy that is not there', { settings: { policyFile: 'nowhere.yaml' } }, /✖ hub .*nowhere\.yaml/],
    ['nobody signed in', { account: undefined }, /✖ hub +AWS does not say whose credentials these are: no credentials/],
    ['another account', { account: '111122223333' }, /are of account 111122223333, and the hub is 999988887777/],
    [
      'half a secret',
      { secrets: { 'drawbridge/slack': { SLACK_BOT_TOKEN: 'xoxp-other', SLACK_BOT_ID: 'B0X' } } },
      /SLACK_SIGNING_SECRET, SLACK_BOT_USER_ID missing; SLACK_BOT_TOKEN is not of the form \^xoxb-/,
    ],
    [
      'half a mode of PagerDuty',
      { secrets: { 'drawbridge/pagerduty': { PAGERDUTY_ROUTING_KEY: 'a'.repeat(32), PAGERDUTY_TOKEN: 't' } } },
      /PAGERDUTY_TOKEN: to ask PagerDuty, PAGERDUTY_SERVICE, .* must be set too/,
    ],
  ])('%s', async (_, changes, says) => {
    const { code, read } = await doctor(changes);
    expect(read).toMatch(says);
    expect(code).toBe(1);
  });

  it('does not stop a first deployment for secrets that come after it', async () => {
    const { code, read } = await doctor({ secrets: { 'drawbridge/slack': {}, 'drawbridge/pagerduty': {} } });
    expect(read).toMatch(/⚠ hub +secret drawbridge\/slack could not be read, .*\n.*JSON with SLACK_BOT_TOKEN, SLACK_SIGNING/);
    expect(code).toBe(0);
  });

  it('says no value of a secret', async () => {
    const { read } = await doctor({ secrets: { 'drawbridge/slack': { ...slackSecret, SLACK_SIGNING_SECRET: 'hunter2hunter2' } } });
    expect(read).toMatch(/SLACK_SIGNING_SECRET is not of the form/);
    expect(read).not.toMatch(/hunter2|xoxb-of-a-test/);
  });

  it('asks for no secret of PagerDuty where nobody is paged', async () => {
    const { read, code } = await doctor({ settings: { pagerDuty: 'no' }, secrets: { 'drawbridge/pagerduty': {} } });
    expect(read).not.toMatch(/pagerduty/);
    expect(code).toBe(0);
  });
});
