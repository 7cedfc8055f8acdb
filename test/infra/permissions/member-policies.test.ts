/** What the member roles may do: each declared call on an ordinary target, and none on a never-target (I14). */
import { describe, expect, it } from 'vitest';
import { memberPolicies, roleClassOf } from '../../../infra/aws/permissions/member-policies.ts';
import { scopeOf } from '../../../infra/aws/permissions/scopes.ts';
import type { WriteName } from '../../../src/domain/aws-calls.ts';
import { playbooks } from '../../../src/playbooks/index.ts';
import { commands } from '../../../src/services/calls.ts';
import { evaluate } from '../../fakes/iam-evaluator.ts';
import { type Checked, called, checkedFor, tagged } from '../../fixtures/aws-requests.ts';
import { allPolicies, declaredWrites, documentsFor, memberOptions } from '../../fixtures/member-policies.ts';

const reading = /:(?:Describe|Get|List|Lookup|Filter)/;
const writes = Object.keys(commands).filter((call) => !reading.test(call)) as WriteName[];
const changed = declaredWrites.flatMap(({ name, playbook, call }) =>
  checkedFor(call, playbook.id)
    .filter((checked) => checked.changed)
    .map((checked) => ({ name: `${name} on ${checked.resource}`, playbook, checked })),
);

describe('declared writes', () => {
  it('every one has a scope, as has every write there is a command for', () => {
    for (const call of writes) expect(() => scopeOf(call), call).not.toThrow();
    for (const { playbook, call } of declaredWrites) expect(() => scopeOf(call, playbook.id), call).not.toThrow();
  });

  it('one without a scope is not permitted by mistake', () => {
    const enabled = [{ id: 'acme', risk: 'disruptive' as const, reads: [], writes: ['iam:Acme' as WriteName] }];
    expect(() => memberPolicies({ ...memberOptions, enabled })).toThrow(/iam:Acme has no row/);
  });

  it.each(declaredWrites)('$name is allowed on an ordinary target', ({ playbook, call }) => {
    for (const documents of [documentsFor(playbook), allPolicies[roleClassOf(playbook)] ?? []]) {
      for (const checked of checkedFor(call, playbook.id)) expect(evaluate(documents, checked), JSON.stringify(checked)).toBe('allowed');
    }
  });

  it.each(changed)('$name is denied on a never-target', ({ playbook, checked }) => {
    const never: Checked[] = [
      tagged(checked, 'secops:protected', 'true'),
      tagged(checked, 'backup-of', 'anything'),
      called(checked, 'break-glass'),
      called(checked, 'break-glass-2'),
      called(checked, 'OrganizationAccountAccessRole'),
      called(checked, 'drawbridge-contain'),
    ];
    for (const documents of [documentsFor(playbook), allPolicies[roleClassOf(playbook)] ?? []]) {
      for (const each of never) expect(evaluate(documents, each), JSON.stringify(each)).toBe('denied');
      for (const each of [tagged(checked, 'secops:protected', 'false'), called(checked, 'glass-break')])
        expect(evaluate(documents, each), JSON.stringify(each)).toBe('allowed');
    }
  });

  it('each playbook changes something that can be protected', () => {
    expect(playbooks.filter((each) => !changed.some(({ playbook }) => playbook === each)).map(({ id }) => id)).toEqual([]);
  });
});

describe('other partitions', () => {
  it.each(['aws-cn', 'aws-us-gov'])('%s has its own ARNs', (partition) => {
    const text = JSON.stringify(memberPolicies({ ...memberOptions, partition }));
    expect(text).not.toMatch(/arn:(?!aws-)/);
    expect(text).not.toContain('{partition}');
  });
});
