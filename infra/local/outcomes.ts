/** What became of every input posted to the sandbox: one row per finding, one per input without findings. */

import { listOffers } from '../../src/flows/list-offers.ts';
import { slackSurface } from '../../src/flows/show-on-slack.ts';
import type { TakenIn } from '../../src/flows/take-in.ts';
import type { Services } from '../../src/services/services.ts';

export interface Outcome {
  id: string;
  outcome: 'case' | 'declined' | 'rejected' | 'pending';
  findingId?: string;
  caseId?: string;
  tier?: number;
  posted?: boolean;
  /** Action ids of the responses that are offered. */
  offers?: string[];
  reason?: string;
}

export interface Outcomes {
  pending(id: string): void;
  settled(id: string, row: Omit<Outcome, 'id'>): void;
  report(taken: TakenIn): void;
  /** All rows in order of arrival, or those of one input; case facts are as of now. */
  list(id: string | undefined, services: Services): Promise<Outcome[]>;
  readonly size: number;
}

async function factsOf(caseId: string, services: Services): Promise<Pick<Outcome, 'tier' | 'posted' | 'offers'>> {
  const state = await services.cases.read(caseId);
  if (!state) return {};
  const { offers } = await listOffers(state, services.table, services.policy);
  const posted = (await slackSurface(caseId, services))?.ts !== undefined;
  return { tier: state.tier, posted, offers: [...new Set(offers.map(({ playbook }) => playbook.id))] };
}

export function createOutcomes(): Outcomes {
  const rows = new Map<string, Outcome[]>();
  let changes = 0;
  return {
    get size() {
      return changes;
    },
    pending(id) {
      rows.set(id, [{ id, outcome: 'pending' }]);
      changes += 1;
    },
    settled(id, row) {
      rows.set(id, [{ id, ...row }]);
      changes += 1;
    },
    report(taken) {
      changes += 1;
      rows.set(
        taken.id,
        taken.rows.map(({ identity: _, ...row }) => ({ id: taken.id, ...row })),
      );
    },
    async list(id, services) {
      const wanted = id === undefined ? [...rows.values()].flat() : (rows.get(id) ?? []);
      const facts = new Map<string, Pick<Outcome, 'tier' | 'posted' | 'offers'>>();
      const all: Outcome[] = [];
      for (const row of wanted) {
        if (row.caseId && !facts.has(row.caseId)) facts.set(row.caseId, await factsOf(row.caseId, services));
        all.push({ ...row, ...(row.caseId && facts.get(row.caseId)) });
      }
      return all;
    },
  };
}
