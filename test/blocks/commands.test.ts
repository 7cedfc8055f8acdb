/** Answers to commands, the Home tab and the timeline, as people see them. */
import { test } from 'vitest';
import { buttonMessage, doneMessage, helpMessage, problemMessage, sentenceMessage, verbHelpMessage } from '../../blocks/command-answers.ts';
import { closedHome, homeView } from '../../blocks/home-view.ts';
import type { Payload } from '../../blocks/limits.ts';
import { caseLineMessage, listMessage } from '../../blocks/list-answer.ts';
import { onCallMessage, whoAmIMessage } from '../../blocks/people-answers.ts';
import { timelineModal } from '../../blocks/timeline-modal.ts';
import { routeMessage, statusMessage, traceMessage } from '../../blocks/trace-answers.ts';
import { verbWords } from '../../src/domain/command/verbs.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { entryWith, helpView, homeData, list, rows, timeline } from './command-views.ts';
import { expectGolden } from './golden.ts';
import { now } from './views.ts';

const payloads: Record<string, Payload> = {
  'command-button': buttonMessage('disable_access_keys', '7K3QM2XA.0123456789', 'Disable access key'),
  'command-problem': problemMessage('There is no “isolat”. Did you mean `isolate`?'),
  'command-problem-of-verb': problemMessage(
    '`snooze` has no flag --raeson. Did you mean --reason?',
    verbWords(playbookIds).find(({ name }) => name === 'snooze'),
  ),
  'command-sentence': sentenceMessage('Isolate instance is not possible: `respond 7K3QM2XA` shows what is'),
  'command-done': doneMessage('resolve', '7K3QM2XA'),
  'command-done-without-way-back': doneMessage('note', '7K3QM2XA'),
  'command-help': helpMessage(helpView),
  'command-help-of-verb': verbHelpMessage(
    { name: 'snooze', usage: 'snooze <case>', what: 'be quiet', example: 'snooze latest', also: ['mute'] },
    'You cannot snooze cases in prod-payments.',
  ),
  'command-list': listMessage(list),
  'command-list-shared': listMessage({ ...list, shared: true, page: 1, pages: 1 }),
  'command-list-empty': listMessage({ ...list, rows: [], total: 0 }),
  'command-case-shared': caseLineMessage(rows[0] ?? { entry: entryWith() }, now),
  'command-whoami': whoAmIMessage({
    name: 'ana',
    id: 'U0ANA',
    groups: ['responders'],
    asked: [],
    may: [{ verbs: ['view', 'note'] }, { verbs: ['respond'], accounts: ['prod-payments'] }],
    not: ['approve'],
  }),
  'command-whoami-nobody': whoAmIMessage({ name: 'zed', id: 'U0ZED', groups: [], asked: [], may: [], not: ['view'] }),
  'command-oncall': onCallMessage({
    levels: [
      { group: 'oncall-l1', minutes: 5, people: ['omar'], next: { at: now + 3_600_000, people: ['li', 'mia'] } },
      { group: 'oncall-l2', minutes: 10 },
    ],
    anytime: [{ group: 'leads', people: [] }],
  }),
  'command-trace': traceMessage({ caseId: '7K3QM2XA', stations: [{ name: 'Judged', what: 'tier 3: active threat, production' }] }),
  'command-route': routeMessage({
    caseId: '7K3QM2XA',
    routes: [
      { name: 'data-team', channel: 'data (C0DATA)', because: 'its tags are not among {"team":"data"}' },
      { name: 'payments-account', channel: 'payments (C0PAYMENTS)' },
    ],
    taken: { name: 'payments-account', channel: 'payments (C0PAYMENTS)' },
    before: 'everything-else',
  }),
  'command-status': statusMessage({
    policyVersion: 'b840a19508cf',
    tickAgo: 20_000,
    openByTier: [
      { tier: 3, count: 1 },
      { tier: 2, count: 1_200 },
    ],
    waiting: 1,
    behind: [{ surface: 'slack', count: 200, more: true }],
    stopped: ['account prod-payments'],
    silent: [],
  }),
  'command-status-late': statusMessage({
    policyVersion: 'b840a19508cf',
    tickAgo: 600_000,
    openByTier: [],
    waiting: 0,
    behind: [],
    stopped: [],
    silent: ['heartbeat of prod-data in eu-west-1'],
  }),
  'modal-timeline': { view: timelineModal(timeline) },
  'modal-timeline-broken': { view: timelineModal({ ...timeline, brokenAt: 3 }) },
  home: { view: homeView(homeData) },
  'home-empty': {
    view: homeView({
      ...homeData,
      approvals: [],
      owned: [],
      moreApprovals: 0,
      rows: [],
      page: 1,
      pages: 1,
      mayStop: false,
      notice: 'Nothing runs any more in everything.',
    }),
  },
  'home-of-a-guest': { view: closedHome('Guests cannot act here.') },
};

test.each(Object.entries(payloads))('%s', expectGolden);
