/** Door of the installation: records what is open already. Started once by the deployment, and safe to start again. */
import { type Baseline, recordBaseline } from '../src/flows/record-baseline.ts';
import type { Services } from '../src/services/services.ts';

export function createBaselineHandler(services: Services): () => Promise<Baseline> {
  return () => recordBaseline(services);
}
