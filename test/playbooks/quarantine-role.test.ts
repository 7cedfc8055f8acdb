/** Quarantine role: a choice in the menu, with who else loses what, taken back exactly. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { quarantineRole } from '../../src/playbooks/quarantine-role.ts';
import { ACCOUNT, findingWith, SESSION_KEY } from '../fixtures/finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
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

describe('plans', () => {
  it('names who loses access, and takes the policy that AWS keeps in its own partition', async () => {
    const world = await startWorld({});
    await world.read('iam:GetRole', { RoleName: 'web-app' });
    const role = world.simulated.world.accounts[ACCOUNT]?.roles['web-app'];
    if (!role) throw new Error('no role');
    role.attachedPolicies = [...Array(10).keys()].map((each) => `arn:aws:iam::aws:policy/P${each}`);
    const plan = await world.plan(quarantineRole, offer);
    const china = await world.plan(quarantineRole, { ...offer, target: { ...offer.target, region: 'cn-north-1' } });
    await world.close();
    expect([plan.risk, plan.harmsOthers, plan.warnings.map(({ code }) => code)]).toEqual(['disruptive', true, ['no-room']]);
    expect([plan, china].map(({ steps }) => steps[0]?.input.PolicyArn)).toEqual([
      'arn:aws:iam::aws:policy/AWSDenyAll',
      'arn:aws-cn:iam::aws:policy/AWSDenyAll',
    ]);
  });

  it('a key of somebody else’s account is refused', async () => {
    const world = await startWorld({});
    world.simulated.world.keyOwners[SESSION_KEY] = '555566667777';
    const refused = await world.ask(quarantineRole, offer);
    await world.close();
    expect(refused).toMatchObject({ refused: expect.stringContaining('not ours') });
  });
});

itIsReversible({ playbook: quarantineRole, offer });
