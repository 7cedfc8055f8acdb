/** Door of the hourly schedule that reconciles with Security Hub. */
import { sweepFindings } from '../src/flows/sweep-findings.ts';

export function createSweepHandler(services: Parameters<typeof sweepFindings>[0]): () => Promise<void> {
  return async () => {
    await sweepFindings(services);
  };
}
