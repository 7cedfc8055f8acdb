/** Controls of a card: which buttons, in which order, in which colour. */
import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import type { CaseView } from '../../src/domain/case-view.ts';
import type { Page } from '../../src/domain/page.ts';
import { acknowledged, cards, cut, otherKey } from './cards.ts';
import { keyOffer, keyView, now, responseView, threatView, waiting } from './views.ts';

function buttons(blocks: KnownBlock[]): { id: string | undefined; style: string | undefined }[] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.map((element) => ({ id: element.action_id, style: 'style' in element ? String(element.style) : undefined }))
      : [],
  );
}
const notPaged: Page = {
  ...{ round: 1, tries: 2, since: now - 180_000, people: [] },
  trouble: { kind: 'overdue', because: 'PagerDuty answers 503', otherWay: true, at: now },
};
const idsOf = (view: CaseView) => buttons(caseCard(view, now).blocks).map(({ id }) => id);

describe('controls', () => {
  test.each<[string, CaseView, string[]]>([
    ['new, with an offer', keyView(), ['disable_access_keys', 'acknowledge']],
    ['acknowledged', keyView({ acknowledged }), ['disable_access_keys', 'resolve']],
    ['nothing to offer', threatView(), ['acknowledge']],
    ['waiting', keyView({ responses: [responseView({ waiting })] }), ['approve', 'deny', 'cancel']],
    [
      'waiting, and nobody is paged',
      keyView({ page: notPaged, responses: [responseView({ waiting })] }),
      ['approve', 'deny', 'retry_page'],
    ],
    [
      'running by itself soon, and nobody is paged',
      keyView({ page: notPaged, offers: [keyOffer], responses: [responseView({ waiting, mode: 'auto' })] }),
      ['cancel', 'retry_page', 'acknowledge'],
    ],
    [
      'waiting, and closed in PagerDuty: what is asked first',
      keyView({ page: { ...notPaged, closedBy: { by: 'omar', at: now } }, responses: [responseView({ waiting })] }),
      ['approve', 'deny', 'cancel'],
    ],
    ['cut: only the control that was used changes', keyView({ acknowledged, responses: [cut] }), ['undo', 'resolve']],
    [
      'cut, and another key',
      keyView({ acknowledged, offers: [keyOffer, otherKey], responses: [cut] }),
      ['undo', 'disable_access_keys', 'resolve'],
    ],
    [
      'undone: offered again',
      keyView({ acknowledged, responses: [{ ...cut, undoable: false, undoneBy: 'r-2' }] }),
      ['disable_access_keys', 'resolve'],
    ],
    [
      'closed by the product while a decision is open',
      keyView({ closedAt: now, responses: [responseView({ waiting })] }),
      ['approve', 'deny', 'cancel'],
    ],
    ['resolved', keyView({ resolution: { code: 'fixed', text: '', by: '@ana', at: now } }), ['reopen']],
    ['resolved while containment stands', keyView({ closedAt: now, responses: [cut] }), ['reopen', 'undo']],
  ])('%s', (_, view, ids) => {
    expect(idsOf(view)).toEqual(ids);
  });

  test('green only for the recommended safe move, red only for what cannot be undone', () => {
    const view = cards['several-offers'] ?? keyView();
    expect(buttons(caseCard(view, now).blocks)).toEqual([
      { id: 'disable_access_keys', style: 'primary' },
      { id: 'terminate_instance', style: 'danger' },
      { id: 'acknowledge', style: undefined },
    ]);
  });

  test('acknowledge is in the menu while three buttons leave it no room', () => {
    const card = caseCard(keyView({ responses: [responseView({ waiting })] }), now);
    expect(JSON.stringify(card.blocks)).toContain('acknowledge:7K3QM2XA');
  });

  test('cancel is in the menu, for assign, while “Retry page” has its place', () => {
    const options = (page?: Page) => {
      const card = caseCard(keyView({ ...(page && { page }), responses: [responseView({ waiting })] }), now);
      return /"options":\[.*?\]/.exec(JSON.stringify(card.blocks))?.[0];
    };
    expect(options(notPaged)).toContain(`cancel:${responseView({}).value}`);
    expect(options(notPaged)).not.toContain('assign:');
    expect(options()).toContain('assign:');
    expect(options()).not.toContain('cancel:');
  });
});
