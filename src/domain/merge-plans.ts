/** One plan for several targets: each target's steps one after the other, in waves, so that one approval lists them all. */
import { createHash } from 'node:crypto';
import type { Plan, Risk, Step } from './plan.ts';

const risks: readonly Risk[] = ['nondestructive', 'disruptive', 'irreversible'];
/** Targets per wave: one to find out, four more, then five at a time. */
const waves = [1, 5, 10, 15, 20];
const mostFacts = 2;

/** Failing must not keep the other targets from being contained; what needed the failed step is not tried. */
function stepsOf({ steps, target }: Plan, part: number): Step[] {
  const place = { account: target.account, region: target.region };
  return steps.map((step, index) => {
    const earlier = steps.slice(0, index).filter((other) => !other.goesOn);
    const needs = [...new Set([...(step.needs ?? []), ...earlier.map(({ id }) => id)])];
    return {
      ...step,
      why: `${target.label}: ${step.why}`,
      part,
      goesOn: true,
      place: step.place ?? place,
      ...(needs.length > 0 && { needs }),
    };
  });
}

/** At least one plan, all of the same playbook; the same plans in the same order give the same hash. */
export function mergePlans(plans: readonly Plan[]): Plan {
  const [first] = plans;
  if (!first) throw new Error('a plan for several targets needs at least one');
  if (plans.length === 1) return first;
  const key = createHash('sha256')
    .update(plans.map(({ target }) => target.key).join('\n'))
    .digest('hex');
  const places = new Set(plans.map(({ target }) => target.account));
  const named = (plan: Plan, words: string) => `${plan.target.label}: ${words}`;
  const unknown = plans.flatMap((plan) => (plan.unknown ?? []).map((words) => named(plan, words)));
  return {
    playbook: first.playbook,
    target: {
      ...first.target,
      label: `${plans.length} ${targetNoun(plans)}${places.size > 1 ? ` in ${places.size} accounts` : ''}`,
      key: `many/${key.slice(0, 40)}`,
    },
    parts: plans.map(({ target }) => target),
    risk: risks.findLast((risk) => plans.some((plan) => plan.risk === risk)) ?? first.risk,
    steps: plans.flatMap(stepsOf),
    facts: plans.flatMap((plan) => plan.facts.slice(0, mostFacts).map((fact) => named(plan, fact))),
    warnings: plans.flatMap((plan, part) =>
      plan.warnings.map((warning) => ({ ...warning, code: `${part}:${warning.code}`, text: named(plan, warning.text) })),
    ),
    credential: plans.some(({ credential }) => credential),
    ...(plans.some(({ harmsOthers }) => harmsOthers) && { harmsOthers: true }),
    ...(unknown.length > 0 && { unknown }),
  };
}

const nouns: Partial<Record<Plan['target']['kind'], string>> = {
  'access-key': 'keys',
  'security-group': 'security groups',
  address: 'addresses',
  policy: 'policies',
};

/** "instances": what the targets of these plans are together. */
function targetNoun([first]: readonly Plan[]): string {
  const kind = first?.target.kind ?? 'target';
  return (kind !== 'target' && nouns[kind]) || `${kind}s`;
}

/** The part of a plan that is about one target, as if it had been planned alone. */
export function partOf(plan: Plan, part: number): Plan {
  const target = plan.parts?.[part];
  return target ? { ...plan, target, steps: plan.steps.filter((step) => step.part === part) } : plan;
}

/**
 * Why the wave that begins with this part must not begin, or undefined: more than a tenth of the targets before it failed.
 * `failed` has the parts of which a step failed for good.
 */
export function waveProblem(part: number, failed: ReadonlySet<number>): string | undefined {
  if (!waves.includes(part)) return undefined;
  const before = [...failed].filter((each) => each < part).length;
  return before > part / 10 ? `stopped before the next wave: ${before} of ${part} targets failed` : undefined;
}
