/** Digests: each once at its time, also when ticks overlap, answers are lost, Slack is down or the whole of Drawbridge was. */
import { beforeEach, describe, expect, it } from 'vitest';
import { postDigests } from '../../src/flows/post-digest.ts';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const HOUR = 3600;
const daily = { channel: 'security', every: 'day', at: '08:00', timeZone: 'UTC' };
let rig: SlackRig;
const setUp = (...digests: object[]) => {
  rig.services.policy = policyWith({ digests });
};
const run = () => postDigests(rig.services);
const posted = () =>
  rig.fake.messages.filter(({ mark }) => mark.caseId.startsWith('digest-')).map(({ text, channel }) => `${channel} ${text}`);
const words = () => JSON.stringify(rig.fake.messages.filter(({ mark }) => mark.caseId.startsWith('digest-')).at(-1)?.blocks);

beforeEach(() => {
  // It is Friday, the 20th of November, 03:00 UTC.
  rig = createSlackRig();
  setUp(daily);
});

describe('when', () => {
  it('nothing is told of the time before; then once a day', async () => {
    await run();
    expect(posted()).toEqual([]);
    await rig.open('33333333', { channel: 'C0SECURITY' });
    await rig.clock.advance(5 * HOUR - 1);
    await run();
    expect(posted()).toEqual([]);
    await rig.clock.advance(1);
    await run();
    await run();
    await rig.clock.advance(60);
    await run();
    expect(posted()).toEqual(['C0SECURITY Daily digest · Fri 20 Nov: 1 case opened, 0 resolved']);
    await rig.clock.advance(24 * HOUR);
    await run();
    expect(posted()[1]).toBe('C0SECURITY Daily digest · Sat 21 Nov: 0 cases opened, 0 resolved');
  });

  it('weekly on its day, in its time zone', async () => {
    setUp({ ...daily, every: 'week', on: 'monday', timeZone: 'Europe/Berlin' });
    await run();
    await rig.clock.advance(3 * 24 * HOUR + 4 * HOUR - 1);
    await run();
    expect(posted()).toEqual([]);
    await rig.clock.advance(1);
    await run();
    expect(posted()).toEqual(['C0SECURITY Weekly digest · Mon 23 Nov: 0 cases opened, 0 resolved']);
  });

  it('after days without any tick: one, about all of them', async () => {
    await run();
    await rig.open('33333333', { channel: 'C0SECURITY' });
    await rig.clock.advance(24 * HOUR);
    await rig.open('2LATER22', { channel: 'C0SECURITY' });
    await rig.clock.advance(2 * 24 * HOUR);
    await run();
    await run();
    expect(posted()).toEqual(['C0SECURITY Daily digest · Sun 22 Nov: 2 cases opened, 0 resolved']);
  });
});

describe('what', () => {
  it('is about the channels it names, and no others', async () => {
    setUp({ ...daily, of: ['payments', 'data'] });
    await run();
    await rig.open('33333333', { channel: 'C0PAYMENTS' });
    await rig.open('2THER222', { channel: 'C0SECURITY' });
    await rig.clock.advance(5 * HOUR);
    await run();
    expect(posted()).toEqual(['C0SECURITY Daily digest · Fri 20 Nov: 1 case opened, 0 resolved']);
    expect(words()).toContain('About #payments, #data');
  });

  it('counts what is open since long ago and did not change', async () => {
    await rig.open('33333333', { channel: 'C0SECURITY' });
    await rig.clock.advance(20 * 24 * HOUR);
    await run();
    await rig.clock.advance(24 * HOUR);
    await run();
    expect(words()).toContain('1 open');
  });

  it('has its picture in the thread, with the words for those who do not see it', async () => {
    await run();
    await rig.clock.advance(5 * HOUR);
    await run();
    const [message] = rig.fake.messages;
    expect(rig.fake.pictures).toEqual([
      {
        channel: 'C0SECURITY',
        ts: message?.ts,
        name: 'cases-per-day.png',
        words: expect.stringMatching(/^Cases per day/) as string,
        bytes: expect.any(Number) as number,
      },
    ]);
  });
});

describe('trouble', () => {
  const later = async (seconds: number) => {
    await rig.clock.advance(seconds);
    await run();
  };

  it('two ticks at once tell it once', async () => {
    await run();
    await rig.clock.advance(5 * HOUR);
    await Promise.all([run(), run(), run()]);
    await later(600);
    expect(posted()).toHaveLength(1);
  });

  it('an answer that was lost is found again', async () => {
    const { post } = rig.services.slack;
    await run();
    rig.services.slack.post = async (...given) => {
      await post(...given);
      throw new Error('the answer was lost');
    };
    await later(5 * HOUR);
    rig.services.slack.post = post;
    for (let minute = 0; minute < 5; minute += 1) await later(60);
    expect(posted()).toHaveLength(1);
    expect(rig.fake.pictures).toHaveLength(1);
  });

  it('Slack is down for a while: told when it is back, still about its own time', async () => {
    const { post } = rig.services.slack;
    await run();
    rig.services.slack.post = async () => Promise.reject(new Error('down'));
    await later(5 * HOUR);
    await rig.open('2LATER22', { channel: 'C0SECURITY' });
    for (let minute = 0; minute < 5; minute += 1) await later(60);
    rig.services.slack.post = post;
    for (let minute = 0; minute < 5; minute += 1) await later(60);
    expect(posted()).toEqual(['C0SECURITY Daily digest · Fri 20 Nov: 0 cases opened, 0 resolved']);
  });

  it('one that Slack refuses does not keep the other from being told', async () => {
    const { post } = rig.services.slack;
    setUp(daily, { ...daily, channel: 'payments' });
    await run();
    rig.services.slack.post = async (channel, ...rest) => {
      if (channel === 'C0SECURITY') throw new Error('channel_not_found');
      return post(channel, ...rest);
    };
    await later(5 * HOUR);
    expect(posted()).toEqual(['C0PAYMENTS Daily digest · Fri 20 Nov: 0 cases opened, 0 resolved']);
  });

  it('a picture that Slack does not take is tried three times, and the message stays one', async () => {
    let tries = 0;
    rig.services.slack.picture = async () => {
      tries += 1;
      throw new Error('no space');
    };
    await run();
    await later(5 * HOUR);
    for (let minute = 0; minute < 6; minute += 1) await later(60);
    expect(tries).toBe(3);
    expect(posted()).toHaveLength(1);
  });
});
