/** Door of the hourly schedule that writes the evidence. */
import { exportEvidence } from '../src/flows/export-evidence.ts';
import type { Services } from '../src/services/services.ts';

export function createExportEvidenceHandler(services: Services): () => Promise<void> {
  return async () => {
    await exportEvidence(services);
  };
}
