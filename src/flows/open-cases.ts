/** Claim step (c): one append per case and batch, into the case that the key, a storm or the next generation names. */
import { caseIdOf } from '../domain/case-id.ts';
import { appendGroup, type OpenServices } from './append-group.ts';
import { claimCase, joinStorm, knownKey } from './claim-case.ts';
import { type Group, groupFindings, type Taken } from './group-findings.ts';
import { notePromotion } from './promote-row.ts';
import type { StormWatch } from './storm.ts';

/** Appends what can be appended at once; a group that belongs to a storm is answered instead, to share one append with others. */
async function openGroup(
  group: Group,
  services: OpenServices,
  storms: StormWatch,
  quiet: 'baseline' | undefined,
): Promise<string | undefined> {
  const stormKey = group.first.class === 'threat' && !quiet ? await storms.keyFor(group.first) : undefined;
  const stormId = stormKey && caseIdOf(stormKey, 1);
  const claim = await claimCase(services.table, group.key, services.clock.now(), stormId);
  if (stormKey && claim.caseId === stormId) return stormKey;
  if (claim.fresh && group.first.class === 'threat' && !quiet) {
    // Others may have opened the last of the nine at the same moment: then this one belongs to the storm after all.
    const late = await storms.opened(group.first);
    if (late && (await joinStorm(services.table, group.key, claim, caseIdOf(late, 1)))) return late;
  }
  const parent = group.promotedFrom ? await knownKey(services.table, group.promotedFrom, services.clock.now()) : undefined;
  const caseId = await appendGroup(group, { claim, ...(quiet && { quiet }), ...(parent && { parent: parent.caseId }) }, services);
  for (const one of group.taken) one.caseId = caseId;
  if (parent) await notePromotion(group, parent.caseId, caseId, services);
  return undefined;
}

/** Sets `caseId` or `failed` on each of `taken`; one failing case does not stop the others. */
export async function openCases(taken: Taken[], services: OpenServices, storms: StormWatch, quiet?: 'baseline'): Promise<void> {
  const inStorms = new Map<string, Group>();
  const guarded = async (group: Group, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      for (const one of group.taken) one.failed = error;
    }
  };
  for (const group of groupFindings(taken, services.policy)) {
    await guarded(group, async () => {
      const storm = await openGroup(group, services, storms, quiet);
      if (!storm) return;
      const known = inStorms.get(storm);
      if (known) {
        known.taken.push(...group.taken);
        known.facts.push(...group.facts);
      } else inStorms.set(storm, { ...group, taken: [...group.taken], facts: [...group.facts] });
    });
  }
  for (const [storm, group] of inStorms) {
    await guarded(group, async () => {
      const caseId = await appendGroup(group, { claim: { caseId: caseIdOf(storm, 1), generation: 1, fresh: false }, storm }, services);
      for (const one of group.taken) one.caseId = caseId;
    });
  }
}
