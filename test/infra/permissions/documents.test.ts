/** Policies within what IAM takes, whatever is to be protected. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostCharacters, sizeOf } from '../../../infra/aws/permissions/documents.ts';
import { memberPolicies, roleClassOf } from '../../../infra/aws/permissions/member-policies.ts';
import { playbooks } from '../../../src/playbooks/index.ts';
import { evaluate } from '../../fakes/iam-evaluator.ts';
import { called, checkedFor, tagged } from '../../fixtures/aws-requests.ts';
import { memberOptions } from '../../fixtures/member-policies.ts';

describe('sizes', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z][\w+=,.@?$-]{0,40}\*?$/), { maxLength: 40 });
  const tags = fc.dictionary(fc.stringMatching(/^[a-z][a-z:-]{0,20}$/), fc.constantFrom('true', '*', 'a$b'), { maxKeys: 4 });
  const some = fc.subarray(playbooks.map(({ id }) => id));

  it('stay within what IAM takes, and divided they still say the same', () => {
    fc.assert(
      fc.property(names, tags, some, (patterns, protectedTags, ids) => {
        const enabled = playbooks.filter(({ id }) => ids.includes(id));
        const policies = memberPolicies({ ...memberOptions, enabled, neverTargets: { names: patterns, tags: protectedTags } });
        for (const document of Object.values(policies).flat()) expect(sizeOf(document)).toBeLessThanOrEqual(mostCharacters);
        for (const playbook of enabled) {
          const documents = policies[roleClassOf(playbook)] ?? [];
          const checked = playbook.writes.flatMap((call) => checkedFor(call, playbook.id)).find((each) => each.changed);
          if (!checked) continue;
          for (const pattern of patterns)
            expect(
              evaluate(
                documents,
                called(
                  checked,
                  pattern.replace('*', () => '-x'),
                ),
              ),
              pattern,
            ).toBe('denied');
          for (const [key, value] of Object.entries(protectedTags))
            expect(evaluate(documents, tagged(checked, key, value)), key).toBe('denied');
        }
      }),
      { numRuns: 25 },
    );
  });

  it('too many never-targets are said, not cut off', () => {
    const many = Array.from({ length: 2000 }, (_, at) => `a-protected-name-${at}`);
    expect(() => memberPolicies({ ...memberOptions, neverTargets: { names: many, tags: {} } })).toThrow(/shorten neverTargets/);
  });
});
