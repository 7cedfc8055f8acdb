/** Quarantine role: a choice in the menu, with who else loses what, taken back exactly. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { quarantineRole } from '../../src/playbooks/quarantine-role.ts';
import { ACCOUNT, findingWith, SESSION_KEY } from '../fixtures/finding.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const temporary: Partial<Finding> = {
  principal: { kind: 'role', name: 'web-app', session: 'i-0abc1230000000001', account: ACCOUNT },
  accessKeys: [{ id: SESSION_KEY, kind: 'temporary' }],
};
const [offer] = quarantineRole.offers(findingWith(temporary)).offers;
if (!offer) throw new Error('nothing is offered');

describe('offers', () => {
  it('is in the menu for roles that people made, and nowhere else', () => {
    expect(offer.menuOnly).toBe(true);
    expect(quarantineRole.offers(findingWith()).offers).toEqual([]);
    const kept = { ...temporary, principal: { kind: 'role', name: 'AWSServiceRoleForSupport', account: ACCOUNT } } as const;
    expect(quarantineRole.offers(findingWith(kept)).offers).toEqual([]);
  });
});

itIsReversible({ playbook: quarantineRole, offer });
