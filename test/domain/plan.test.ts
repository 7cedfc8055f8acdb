/** The plan's hash covers what would be done and undone, not what is told about it; an undo of an undo is the plan again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Plan, planHash, type Step, undoOf, type Warning } from '../../src/domain/plan.ts';
import { KEY } from '../fixtures/finding.ts';

const input = (status: string) => ({ UserName: 'ci-deploy', AccessKeyId: KEY, Status: status });
const step = (changes: Partial<Step> = {}): Step => ({
  id: 'deactivate AKIA…MPLE',
  why: 'deactivate key AKIA…MPLE of ci-deploy',
  call: 'iam:UpdateAccessKey',
  input: input('Inactive'),
  before: 'Active',
  after: 'Inactive',
  undo: { call: 'iam:UpdateAccessKey', input: input('Active') },
  ...changes,
});
const planWith = (changes: Partial<Plan> = {}): Plan => ({
  playbook: 'disable_access_keys',
  target: { kind: 'access-key', account: '111122223333', region: 'us-east-1', label: 'key AKIA…MPLE of ci-deploy', key: 'k1' },
  risk: 'disruptive',
  steps: [step()],
  facts: ['last used yesterday'],
  warnings: [{ code: 'in-use', text: 'used 3 times today' }],
  credential: true,
  ...changes,
});
const stepped = (changes: Partial<Step>) => planWith({ steps: [step(changes)] });
const warned = (...warnings: Warning[]) => planWith({ warnings });
const { target } = planWith();
const warning = { code: 'in-use', text: 'used 3 times today' };

describe('the hash', () => {
  it.each<[string, Plan, boolean]>([
    ['the same plan', planWith(), false],
    ['another playbook', planWith({ playbook: 'quarantine' }), true],
    ['another target', planWith({ target: { ...target, key: 'k2' } }), true],
    ['another label of the target', planWith({ target: { ...target, label: 'key of CI' } }), false],
    ['another input', stepped({ input: { ...input('Inactive'), UserName: 'root' } }), true],
    ['an input in another order', stepped({ input: Object.fromEntries(Object.entries(input('Inactive')).reverse()) }), false],
    ['another value found before', stepped({ before: 'Inactive' }), true],
    ['another value left after', stepped({ after: 'Deleted' }), true],
    ['another undo value', stepped({ undo: { call: 'iam:UpdateAccessKey', input: input('Inactive') } }), true],
    ['kept instead of undone', stepped({ undo: { kept: 'the snapshot stays' } }), true],
    ['other words for a step', stepped({ why: 'switch the key off' }), false],
    ['another id of a step', stepped({ id: 'generated-7' }), false],
    ['a step more', planWith({ steps: [step(), step()] }), true],
    ['no step', planWith({ steps: [] }), true],
    ['other facts', planWith({ facts: [] }), false],
    ['other words for a warning', warned({ ...warning, text: 'used 4 times today' }), false],
    ['another warning code', warned({ ...warning, code: 'shared-role' }), true],
    ['a warning more', warned(warning, { code: 'last-key', text: '' }), true],
    ['a momentary warning more', warned(warning, { code: 'used-now', text: '', momentary: true }), false],
  ])('%s: another hash %s', (_, plan, isOther) => {
    expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/);
    expect(planHash(plan) !== planHash(planWith())).toBe(isOther);
  });

  it('covers the order of the steps, not of the warnings', () => {
    const [one, two] = [step(), step({ input: input('Other') })];
    expect(planHash(planWith({ steps: [one, two] }))).not.toBe(planHash(planWith({ steps: [two, one] })));
    const other = { code: 'last-key', text: '' };
    expect(planHash(warned(warning, other))).toBe(planHash(warned(other, warning)));
  });

  it('does not read two steps as one, wherever texts end', () => {
    expect(planHash(stepped({ before: 'a', after: 'bc' }))).not.toBe(planHash(stepped({ before: 'ab', after: 'c' })));
  });

  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  it('is the same for the same input however it was built', () => {
    fc.assert(
      fc.property(json, (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(planHash(stepped({ input: turned }))).toBe(planHash(stepped({ input: value })));
      }),
    );
  });

  it('survives the vault', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plan = stepped({ input: value });
        expect(planHash(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(planHash(plan));
      }),
    );
  });
});

describe('the undo', () => {
  const texts = fc.string({ maxLength: 8 });
  const undo = fc.oneof(
    fc.record({ call: fc.constant('iam:UpdateAccessKey' as const), input: fc.record({ Status: texts }) }),
    fc.record({ kept: texts }),
    fc.record({ notUndone: texts }),
  );
  const steps = fc.array(
    fc.record({ before: texts, after: texts, undo, input: fc.record({ Status: texts }) }).map((changes) => step(changes)),
    { maxLength: 6 },
  );
  const done = ({ call, input, before, after, undo: back }: Step) => ({ call, input, before, after, undo: back });
  const undoable = (plan: Plan) => plan.steps.filter((each) => 'call' in each.undo);

  it('of an undo is what could be undone, in its order', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const plan = planWith({ steps: all, warnings: [], facts: [] });
        expect(undoOf(undoOf(plan)).steps.map(done)).toEqual(undoable(plan).map(done));
        expect(planHash(undoOf(undoOf(plan)))).toBe(planHash({ ...plan, steps: undoable(plan) }));
      }),
    );
  });

  it('goes backwards and expects what each step left', () => {
    const plan = planWith({
      steps: [step({ id: 'a' }), step({ id: 'b', undo: { kept: 'x' } }), step({ id: 'c', before: '0', after: '1' })],
    });
    const back = undoOf(plan);
    expect(back.steps.map(({ id, why, before, after }) => [id, why.startsWith('undo: '), before, after])).toEqual([
      ['undo c', true, '1', '0'],
      ['undo a', true, 'Inactive', 'Active'],
    ]);
    expect(back).toMatchObject({ facts: [], warnings: [], target, risk: 'disruptive', credential: true });
  });

  it('leaves the plan as it was', () => {
    const plan = planWith({ steps: [step(), step({ id: 'b' })] });
    const copy = structuredClone(plan);
    undoOf(plan);
    expect(plan).toEqual(copy);
  });
});
