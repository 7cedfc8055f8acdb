/** Answers to one person: in the modal that waits, else where they clicked, never to the channel; who could, in every refusal. */
import { beforeEach, describe, expect, it } from 'vitest';
import { messageModal } from '../../blocks/plan-modal.ts';
import type { Authority } from '../../src/domain/authorize.ts';
import type { Click } from '../../src/domain/click.ts';
import { isSecondPerson, mayApprove, needsWords, whoCould } from '../../src/flows/qualify.ts';
import { refusalOf } from '../../src/flows/refuse.ts';
import { replyTo } from '../../src/flows/reply.ts';
import { consolePerson } from '../fixtures/case-events.ts';
import { actorOf, ana, directory, li, mia, omar, personWith } from '../fixtures/people.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const view = messageModal('Plan', ['as it is now']);
const action: Click = { id: 'c1', at: 0, kind: 'action', team: 'T1', user: 'U0ANA', channel: 'C1' };
const submission: Click = { id: 's1', at: 0, kind: 'submission', team: 'T1', user: 'U0ANA' };
let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
  rig.fake.views.set('V1', messageModal('Wait', ['looking']));
});
const replying = (click: Click) => replyTo(click, CASE, { ...rig.services, clock: rig.projectorClock });
const shown = (id: string) => JSON.stringify(rig.fake.views.get(id) ?? '');

describe('where an answer appears', () => {
  it('in the modal that the door opened', async () => {
    await replying({ ...action, viewId: 'V1' }).show(view);
    expect([shown('V1').includes('as it is now'), rig.fake.asides]).toEqual([true, []]);
  });

  it('aside when that modal was closed meanwhile', async () => {
    await replying({ ...action, viewId: 'V9' }).show(view);
    expect(rig.fake.asides).toMatchObject([{ user: 'U0ANA', channel: 'C1', text: expect.stringContaining('closed the window') }]);
  });

  it('in the thread where they clicked', async () => {
    await replying({ ...action, threadTs: '1.2' }).say('Done', 'It is done.');
    expect(rig.fake.asides).toMatchObject([{ thread: '1.2', text: 'It is done.' }]);
  });

  it('a refusal in the modal, and aside where it can be read again', async () => {
    await replying({ ...action, viewId: 'V1' }).refuse('Not allowed', 'You cannot.');
    expect([shown('V1').includes('You cannot.'), rig.fake.asides.length]).toEqual([true, 1]);
  });

  it('after a submission once Slack shows the form again, for which it waits', async () => {
    const { updateView } = rig.fake.slack;
    let early = 3;
    rig.fake.slack.updateView = (which, next) => {
      early -= 1;
      if (early === 0) rig.fake.views.set('s1', view);
      return updateView(which, next);
    };
    await replying({ ...submission, viewId: 'V1' }).say('Asked', 'It waits.');
    expect([shown('s1').includes('It waits.'), shown('V1').includes('It waits.'), rig.fake.asides]).toEqual([true, false, []]);
  });

  it('in the channel of the case when the form closed and never was in one', async () => {
    await rig.open(CASE);
    await rig.project();
    await replying(submission).refuse('Not done', 'Not possible now.');
    expect(rig.fake.asides).toMatchObject([{ channel: 'C1', text: 'Not possible now.' }]);
  });

  it('nowhere, with a line in the log, when there is no channel', async () => {
    await replying(submission).say('Done', 'x');
    expect([rig.fake.asides, rig.lines.join()]).toEqual([[], expect.stringContaining('nowhere to answer')]);
  });

  it.each([
    ['somebody who is not in the channel: no reason to work the click again', 'user_not_in_channel', true],
    ['Slack not answering: worked again', undefined, false],
  ])('%s', async (_, code, isFine) => {
    if (code) rig.fake.refused.set('C1', code);
    else
      rig.fake.slack.ephemeral = async () => {
        throw new Error('Slack did not answer');
      };
    const said = replying(action).say('Done', 'x');
    if (isFine) await said;
    else await expect(said).rejects.toThrow('did not answer');
  });
});

describe('who may', () => {
  const account = '111122223333';
  it.each([
    ['on call', omar, true],
    ['a lead', mia, true],
    ['a responder', ana, false],
    ['an admin who is no approver', personWith('ada', ['admins']), false],
    ['a guest on call', personWith('eve', ['oncall-l1'], { standing: 'guest' }), false],
  ])('%s approves: %s', (_, person, may) => {
    expect(mayApprove(person, [account], rig.policy)).toBe(may);
  });

  it.each([
    ['the requester', { askedBy: actorOf(ana) }, ana, false],
    ['another', { askedBy: actorOf(ana) }, omar, true],
    ['who agreed before', { askedBy: consolePerson, given: { by: actorOf(omar), at: 0 } }, omar, false],
    ['anybody, when nobody known asked', { askedBy: consolePerson }, omar, true],
  ])('%s is a second person: %#', (_, response, person, is) => {
    expect(isSecondPerson(person, response)).toBe(is);
  });

  it('names each once, by the first group, and nobody whose group cannot be looked up', async () => {
    expect(await whoCould(['oncall-l1', 'responders'], directory)).toEqual([
      '@omar (oncall-l1)',
      '@ana (responders)',
      '@li (responders)',
      '@mia (responders)',
    ]);
    expect(await whoCould(['leads'], { ...directory, members: async () => undefined })).toEqual([]);
  });

  it.each<[string, Extract<Authority, { ok: false }>['because'], RegExp]>([
    ['a guest', 'guest', /^Guests, people of other workspaces/],
    ['a stranger', 'stranger', /^Guests, people of other workspaces/],
    ['a look-up that failed', 'look-up failed', /could not be looked up.*@li \(oncall-l2\).*Try again/],
    ['not allowed', 'not allowed', /^You cannot approve responses.*@li \(oncall-l2\)/],
    ['denied', 'denied', /^You cannot approve responses/],
  ])('%s is told why and who could', async (_, because, words) => {
    const groups = ['oncall-l1', 'oncall-l2'];
    const sentence = await refusalOf({ ok: false, because, groups }, 'approve responses', omar, { directory });
    expect(sentence).toMatch(words);
    expect(sentence).not.toContain('@omar');
  });

  it('says to whoever asks who has to agree', async () => {
    await rig.open(CASE);
    const state = await rig.cases.read(CASE);
    if (!state) throw new Error('no case');
    const services = { ...rig.services, directory };
    expect(await needsWords(2, omar, state, [], 'a credential', services)).toBe(
      'you and one other person: @li (oncall-l2), @mia (leads) (a credential)',
    );
    expect(await needsWords(1, li, state, [], 'reversible', services)).toContain('your own confirmation is enough');
    expect(await needsWords(1, ana, state, [], 'reversible', services)).toContain('an approver: @omar (oncall-l1)');
  });
});
