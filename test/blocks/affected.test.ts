/** The question to the affected person and what the team sees of it: golden in every state, and safe whatever findings and people say. */
import { describe, expect, it, test } from 'vitest';
import { type AffectedView, affectedMessage, affectedModal } from '../../blocks/affected-dm.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { checkPayload } from '../../blocks/limits.ts';
import type { Affected } from '../../src/domain/affected.ts';
import { subjectWith } from '../fixtures/case-events.ts';
import { expectGolden } from './golden.ts';
import { keyView, minutesAgo, now } from './views.ts';

const asked = {
  ref: 'aaaaaaaaaa',
  person: { id: 'U0ZED', name: 'zed' },
  principal: 'user ci-deploy',
  until: now + 600_000,
  at: minutesAgo(5),
};
const states: Record<string, Affected> = {
  asked: { asked },
  yes: { asked, answer: { answer: 'yes', at: minutesAgo(1) } },
  no: { asked, answer: { answer: 'no', at: minutesAgo(1) }, told: { text: 'my laptop was stolen yesterday', at: now } },
  silent: { asked, silentAt: minutesAgo(1) },
};
const view = (affected: Affected, changes: Partial<AffectedView> = {}): AffectedView => ({
  ...{
    caseId: '7K3QM2XA',
    subject: subjectWith({ remoteAddresses: ['203.0.113.66'] }),
    accountName: 'prod-payments',
    seenAt: minutesAgo(9),
  },
  ...{ affected, reach: 'phone +49 30 1234', channel: 'payments', ...changes },
});

describe('the question', () => {
  test.each(Object.entries(states))('%s', async (name, affected) => {
    await expectGolden(`affected-${name}`, affectedMessage(view(affected)));
  });
  test('the window', async () => {
    await expectGolden('modal-affected', { view: affectedModal(view(states.asked as Affected), '7K3QM2XA.aaaaaaaaaa') });
  });
});

describe('the card', () => {
  test.each(Object.entries({ ...states, unasked: { unasked: 'nobody in Slack is known for user ci-deploy' } }))(
    '%s',
    async (name, affected) => {
      await expectGolden(`card-affected-${name}`, caseCard(keyView({ affected }), now));
    },
  );
});

it('text of findings, tags and people is only text', () => {
  const bad = '<!channel> *x* `y` <https://evil.example|sign in>\n@here';
  const affected: Affected = { asked: { ...asked, principal: bad, person: { id: 'U0ZED', name: bad } }, told: { text: bad, at: now } };
  const subject = subjectWith({ title: bad, type: bad, remoteAddresses: [bad, bad], account: bad, region: bad });
  const hostile = view(affected, { subject, reach: bad, channel: bad, accountName: bad });
  for (const payload of [affectedMessage(hostile), { view: affectedModal(hostile, 'x') }, caseCard(keyView({ affected }), now)]) {
    expect(checkPayload(payload)).toEqual([]);
    expect(JSON.stringify(payload)).not.toMatch(/<!channel|<https:\/\/evil|\*x\*/);
  }
});
