/** Security Hub in memory: workflow and note per finding, codes for what it does not process, and a place to break. */
import type { HubReference } from '../../src/domain/finding.ts';
import type { HubContent, SecurityHub } from '../../src/services/security-hub.ts';

export function createFakeSecurityHub({ around }: { around?: (when: 'before' | 'after') => void } = {}) {
  const held = new Map<string, HubContent>();
  /** By finding: the code it is refused with. */
  const refused = new Map<string, string>();
  const writes: { ids: string[]; content: HubContent }[] = [];
  const idOf = (reference: HubReference) => (reference.api === 'cspm' ? reference.id : reference.metadataUid);
  const hub: SecurityHub = {
    read: async (reference) => (reference.api === 'v2' ? undefined : structuredClone(held.get(idOf(reference)))),
    async write(references, { workflow, note }) {
      around?.('before');
      if (references.length > 0) writes.push({ ids: references.map(idOf), content: { workflow, note } });
      const unprocessed: { reference: HubReference; code: string }[] = [];
      for (const reference of references) {
        const code = refused.get(idOf(reference)) ?? (held.has(idOf(reference)) ? undefined : 'FindingNotFound');
        if (code) unprocessed.push({ reference, code });
        else held.set(idOf(reference), { workflow, note, notedBy: 'drawbridge' });
      }
      around?.('after');
      return unprocessed;
    },
    async *openFindings() {},
    async *updatedFindings() {},
    hasV2: async () => false,
    async *updatedFindingsV2() {},
    checks: async () => ({ checks: [] }),
  };
  return { hub, held, refused, writes };
}
