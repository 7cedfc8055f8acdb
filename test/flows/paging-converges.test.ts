/** Slack, PagerDuty and the products in any order, webhooks late, twice and overtaking: in the end all agree, and nobody talks without cause. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredAlert, nextAlert } from '../../src/domain/desired-alert.ts';
import { pat, personAgent, quinn } from '../fakes/pagerduty.ts';
import { factWith } from '../fixtures/case-events.ts';
import { ana, createPageRig, li, type PageRig } from '../fixtures/page-rig.ts';

const byPat = personAgent(pat);
const byQuinn = personAgent(quinn);
const open = (rig: PageRig) => rig.fake.incidents.findLast(({ status }) => status !== 'resolved');
const last = (rig: PageRig) => rig.fake.incidents.at(-1);

/** What cannot be taken now comes again, as from the queue. */
async function arrive(rig: PageRig, body: string | undefined): Promise<void> {
  if (body) await rig.take(body).catch(() => rig.fake.deliveries.unshift(body));
}

/** What may happen, each only where it is possible at all. */
const deeds: Record<string, (rig: PageRig) => Promise<unknown> | unknown> = {
  'ana acknowledges in Slack': async (rig) => {
    const { acknowledged, resolution, closedAt } = await rig.state();
    if (!acknowledged && !resolution && !closedAt) await rig.add('acknowledged', {});
  },
  'li, whom PagerDuty does not know, acknowledges': async (rig) => {
    const { acknowledged, resolution, closedAt } = await rig.state();
    if (!acknowledged && !resolution && !closedAt) await rig.add('acknowledged', {}, li);
  },
  'ana resolves in Slack': async (rig) => {
    if (!(await rig.state()).resolution) await rig.add('resolved', { code: 'fixed', text: 'done' });
  },
  'ana reopens in Slack': async (rig) => {
    const { resolution, closedAt } = await rig.state();
    if (resolution || closedAt !== undefined) await rig.add('reopened', { because: 'it is back' });
  },
  'ana notes something': (rig) => rig.add('noted', { text: 'looking' }),
  'ana keeps it open': async (rig) => {
    if ((await rig.page())?.closedBy) await rig.add('page-kept', {}, ana);
  },
  'ana has the page tried again': async (rig) => {
    if ((await rig.page())?.trouble) await rig.add('page-retried', {}, ana);
  },
  'the product says it is over': (rig) => rig.add('findings-received', { findings: [closing(rig)] }),
  'pat acknowledges in PagerDuty': (rig) => {
    const incident = open(rig);
    if (incident?.status === 'triggered') rig.fake.act('acknowledged', byPat, incident);
  },
  'the acknowledgement times out': (rig) => {
    const incident = open(rig);
    if (incident?.status === 'acknowledged') rig.fake.act('unacknowledged', null, incident);
  },
  'quinn resolves in PagerDuty': (rig) => {
    const incident = open(rig);
    if (incident) rig.fake.act('resolved', byQuinn, incident);
  },
  'PagerDuty closes it by itself': (rig) => {
    const incident = open(rig);
    if (incident) rig.fake.act('resolved', null, incident);
  },
  'pat opens it again in PagerDuty': (rig) => {
    const incident = last(rig);
    if (incident?.status === 'resolved') rig.fake.act('reopened', byPat, incident);
  },
  'quinn writes a note in PagerDuty': (rig) => {
    const incident = open(rig);
    if (incident) rig.fake.annotate('hm', byQuinn, incident);
  },
  'pat escalates': (rig) => {
    const incident = open(rig);
    if (incident) rig.fake.act('escalated', byPat, incident);
  },
  'the projector runs': (rig) => rig.project(),
  'a webhook arrives': async (rig) => {
    await arrive(rig, rig.fake.deliveries.shift());
  },
  'a webhook arrives twice': async (rig) => {
    const body = rig.fake.deliveries.shift();
    for (const once of [body, body]) await arrive(rig, once);
  },
  'a webhook overtakes the others': async (rig) => {
    await arrive(rig, rig.fake.deliveries.pop());
  },
  'PagerDuty does not answer once': (rig) => {
    rig.fake.failures.push({ ok: false, retryable: true, because: 'no answer' });
  },
  'time goes by': (rig) => rig.clock.advance(61),
};

let closings = 0;
function closing(rig: PageRig) {
  closings += 1;
  return factWith({ identity: `guardduty/K7F3Q2MX`, active: false, tier: 1, updatedAt: rig.clock.now() + closings });
}

async function settled(rig: PageRig): Promise<void> {
  rig.fake.failures = [];
  for (let turn = 0; turn < 6; turn += 1) {
    await rig.clock.advance(1200);
    await rig.settle();
  }
}

const names = fc.array(fc.constantFrom(...Object.keys(deeds)), { minLength: 1, maxLength: 14 });

describe('34: any interleaving', () => {
  it('ends with PagerDuty holding what the case wants', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (happened) => {
        const rig = createPageRig();
        await rig.open();
        for (const name of happened) {
          await rig.clock.advance(1);
          await deeds[name]?.(rig);
        }
        await settled(rig);
        const state = await rig.state();
        expect(nextAlert(state)).toBeUndefined();
        const desired = desiredAlert(state);
        const held = open(rig);
        expect(rig.fake.open.length).toBeLessThanOrEqual(1);
        expect(held?.status ?? (rig.fake.incidents.length > 0 ? 'resolved' : 'none')).toBe(desired);
        expect(state.page?.alert ?? 'none').toBe(desired);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('and is quiet then: another look, and every webhook again, changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (happened) => {
        const rig = createPageRig();
        const heard: string[] = [];
        const { send } = rig.fake;
        rig.fake.send = function (...of) {
          send.apply(this, of);
          heard.push(this.deliveries.at(-1) ?? '');
        };
        await rig.open();
        for (const name of happened) {
          await rig.clock.advance(1);
          await deeds[name]?.(rig);
        }
        await settled(rig);
        const before = [rig.fake.calls.length, (await rig.state()).seq];
        for (const body of heard) await rig.take(body);
        await rig.settle();
        const { calls } = rig.fake;
        expect([calls.length, (await rig.state()).seq], calls.map(({ call }) => call).join()).toEqual(before);
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  it('with at most one word to PagerDuty for each thing that happened', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (happened) => {
        const rig = createPageRig();
        await rig.open();
        for (const name of happened) {
          await rig.clock.advance(1);
          if (!name.includes('does not answer')) await deeds[name]?.(rig);
        }
        await settled(rig);
        const words = rig.fake.calls.filter(({ call }) => ['trigger', 'acknowledge', 'resolve', 'update', 'note'].includes(call));
        // The case itself is one thing that happened.
        expect(words.length).toBeLessThanOrEqual(happened.length + 1);
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});
