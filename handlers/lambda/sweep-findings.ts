/** Lambda entry of the hourly schedule that reconciles with Security Hub. */
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { createSecurityHub } from '../../src/services/security-hub.ts';
import { clientOptions, createStore } from '../store-services.ts';
import { createSweepHandler } from '../sweep-findings.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const securityHub = createSecurityHub(new SecurityHubClient(clientOptions(parts.config)));
  return createSweepHandler({ ...createStore(parts), securityHub });
});
