/** Every control and every form, pressed and submitted by everybody (I9): what each is told, and that nothing else happens. */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../infra/local/workspace.ts';
import { directActions, knownControls, modalActions } from '../../src/domain/click.ts';
import { playbooks } from '../../src/playbooks/index.ts';
import { leakedKey } from './events.ts';
import { ask, because, kinds, writes } from './key-story.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

const ids = playbooks.map(({ id }) => id);
const controls = [...knownControls(ids)];
const outsiders = { U0GUS: 'T0DRAWBRIDGE', U0EVE: 'T0ELSEWHERE' };
const guestWords = 'Guests, people of other workspaces and bots cannot act here. Ask a member of the security team.';

type LogEntry = Awaited<ReturnType<Story['log']>>[number];

let story: Story;

/** Signs and sends what Slack would: also controls that nobody shows to this person. */
async function send(payload: Json): Promise<number> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(story.sandbox.clock.wall() / 1000));
  const hmac = createHmac('sha256', story.sandbox.secrets.slackSigningSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hmac}`,
  };
  const { status } = await fetch(`${story.sandbox.address}/bot/slack`, { method: 'POST', body, headers });
  await story.advance(2);
  return status;
}

const personOf = (user: string, team = 'T0DRAWBRIDGE') => ({ user: { id: user, team_id: team }, team: { id: team } });

function press(user: string, action: string, value: string, team?: string): Promise<number> {
  return send({
    type: 'block_actions',
    ...personOf(user, team),
    channel: { id: 'C0PAYMENTS' },
    container: { type: 'message', channel_id: 'C0PAYMENTS' },
    actions: [{ type: 'button', action_id: action, value }],
  });
}

const inputs: Record<string, string> = {
  reason: 'long enough for everything',
  text: 'a note',
  until: '7d',
  code: 'fixed',
  assignee: 'U0ANA',
  scope: 'everything',
  priority: 'PPRIO1',
  actions: 's3:GetObject',
  resources: 'arn:aws:s3:::acme-exports/*',
};
function submit(user: string, form: string, metadata: string, team?: string): Promise<number> {
  const values = Object.fromEntries(
    Object.entries({ ...inputs, until: form === 'snooze' ? '1h' : '7d' }).map(([name, value]) => [
      name,
      { [name]: { type: 'plain_text_input', value } },
    ]),
  );
  return send({
    type: 'view_submission',
    ...personOf(user, team),
    view: { id: 'V0GONE', callback_id: form, private_metadata: metadata, state: { values } },
  });
}

/** The response that waits, so that approve, deny, cancel and undo are about something. */
async function waiting(): Promise<string> {
  const asked = (await story.log()).find(({ kind }) => kind === 'response-asked');
  return String(asked?.data.responseId);
}

/** Deadlines of ours, and the levels of PagerDuty that go up with them, or by themselves when nobody acknowledges. */
function isOfTime({ kind, actor, data }: LogEntry): boolean {
  if (actor.kind !== 'drawbridge') return false;
  if (kind === 'incident-changed') return data.byPerson === false && data.what === 'escalated';
  return /^(?:approval-(?:reminded|opened|expired)|response-ended)$/.test(kind);
}

describe('people without rights', () => {
  let value = '';
  let before = 0;
  beforeAll(async () => {
    story = await startStory();
    await story.raise(leakedKey());
    await ask(story, 'U0ANA');
    value = `${story.caseId}.${await waiting()}`;
    before = (await story.log()).length;
  });
  afterAll(async () => {
    // Time went by, so reminders are sent and levels pass, here and in PagerDuty; nobody did anything.
    const since = (await story.log()).slice(before).filter((event) => !isOfTime(event));
    expect(since.map(({ kind, actor }) => [kind, actor])).toEqual([]);
    expect(await writes(story)).toEqual([]);
    await story.close();
  });

  it('there are as many controls as the design names', () => {
    expect(new Set(controls)).toEqual(new Set([...modalActions, ...directActions, ...ids]));
  });

  describe.each(controls)('%s', (control) => {
    // Slack takes so many messages a minute.
    beforeEach(() => story.advance(8));

    it.each(Object.entries(outsiders))('%s is told that guests and strangers cannot act', async (user, team) => {
      for (const act of [press, submit]) {
        const heard = (await story.ephemerals(user)).length;
        expect(await act(user, control, value, team)).toBe(200);
        const said = (await story.ephemerals(user)).slice(heard);
        if (act === press || ![...directActions, 'respond', 'all', 'details', 'timeline'].includes(control))
          expect(said).toEqual([guestWords]);
      }
    });

    it('somebody of ours without rights is told who could', async () => {
      const heard = (await story.ephemerals('U0ZED')).length;
      await press('U0ZED', control, value);
      const said = (await story.ephemerals('U0ZED')).slice(heard);
      const refusal = control.startsWith('affected_')
        ? /^You cannot answer for somebody else in prod-payments: only whoever was asked can\.$/
        : /^You cannot .+ in prod-payments\. Who can: @\w+ \(/;
      expect(said).toEqual([expect.stringMatching(refusal)]);
      await submit('U0ZED', control, value);
    });
  });

  it.each([...modalActions, ...directActions, ...ids])('%s for a case that does not exist is not known', async (control) => {
    await press('U0MIA', control, 'ZZZZZZZZ.0123456789');
    expect(await story.ephemeral('U0MIA')).toMatch(/This button is not known any more/);
  });

  it.each(['no_such_control', 'more', 'constructor', 'no_such_response', ''])('the control %j does nothing', async (control) => {
    const heard = (await story.ephemerals('U0MIA')).length;
    expect(await press('U0MIA', control, value)).toBe(200);
    expect(await story.ephemerals('U0MIA')).toHaveLength(heard);
  });
});

describe('rights that people have', () => {
  beforeEach(async () => {
    story = await startStory();
    await story.raise(leakedKey());
  });
  afterEach(async () => {
    for (const person of people) if (person.id === 'U0LI') delete person.deleted;
    await story.close();
  });

  it.each([
    ['U0ANA', 'suppress', /You cannot suppress cases in prod-payments\. Who can: @omar/],
    ['U0ANA', 'approve', /You cannot approve responses in prod-payments\. Who can: @omar/],
    ['U0ANA', 'deny', /You cannot deny responses in prod-payments\. Who can: @omar/],
  ])('%s: %s is for approvers', async (user, control, words) => {
    await ask(story, 'U0OMAR');
    await press(user, control, `${story.caseId}.${await waiting()}`);
    expect(await story.ephemeral(user)).toMatch(words);
  });

  it.each(['U0OMAR', 'U0MIA', 'U0LI'])('%s may suppress', async (user) => {
    await story.click(user, 'more', `all:${story.caseId}`);
    await story.press(user, 'suppress');
    await story.submit(user, { until: '7d', reason: 'known test' });
    expect(await kinds(story)).toContain('suppressed');
  });

  it('authority lost between opening and submitting: refused at submission', async () => {
    await ask(story, 'U0ANA');
    await story.click('U0OMAR', 'approve');
    await story.post('/slack/_control/usergroup', { usergroup: 'S0ONCALL', users: ['U0LI'] });
    // Groups are kept for a minute.
    await story.advance(61);
    await story.submit('U0OMAR', {});
    expect(await story.ephemeral('U0OMAR')).toMatch(/You cannot approve responses in prod-payments\. Who can: @li/);
    expect(await kinds(story)).not.toContain('approval-decided');
    await story.advance(30);
    expect(await writes(story)).toEqual([]);
  });

  it('somebody who left the company between opening and submitting is refused', async () => {
    await ask(story, 'U0ANA');
    await story.click('U0LI', 'approve');
    for (const person of people) if (person.id === 'U0LI') person.deleted = true;
    await story.advance(61);
    await story.submit('U0LI', {});
    expect(await kinds(story)).not.toContain('approval-decided');
  });

  it('a look-up that fails lets nobody in', async () => {
    // From before what is remembered lapses: the clock's own look-ups fail, too.
    await story.fault('slack', '5xx', 1000, 'users.info');
    await story.advance(61);
    await story.click('U0OMAR', 'disable_access_keys');
    expect(await story.ephemeral('U0OMAR')).toMatch(/who you are could not be looked up/);
    await story.click('U0OMAR', 'acknowledge');
    expect(await kinds(story)).not.toContain('acknowledged');
    await story.fault('slack', '5xx', 0);
  });

  it('a plan is taken only from the form that it was shown in', async () => {
    await story.click('U0ANA', 'disable_access_keys');
    const metadata = String((await story.view('U0ANA'))?.private_metadata);
    await submit('U0ANA', 'undo', metadata);
    expect(await kinds(story)).not.toContain('response-asked');
    await story.submit('U0ANA', because);
    expect(await kinds(story)).toContain('response-asked');
  });
});
