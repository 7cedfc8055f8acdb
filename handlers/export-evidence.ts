/** Door of the hourly schedule that writes the evidence. */
import { exportEvidence } from '../src/flows/export-evidence.ts';

export function createExportEvidenceHandler(services: Parameters<typeof exportEvidence>[0]): () => Promise<void> {
  return async () => {
    await exportEvidence(services);
  };
}
