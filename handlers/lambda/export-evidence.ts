/** Lambda entry of the hourly schedule that writes the evidence. */
import { S3Client } from '@aws-sdk/client-s3';
import { createEvidence } from '../../src/services/evidence.ts';
import { createExportEvidenceHandler } from '../export-evidence.ts';
import { clientOptions, createStore } from '../store-services.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const evidence = createEvidence(() => new S3Client(clientOptions(parts.config)), parts.config.evidenceBucket);
  return createExportEvidenceHandler({ ...createStore(parts), evidence });
});
