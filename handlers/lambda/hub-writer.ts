/** Lambda entry of Security Hub's surface queue. */
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { createGuardDuty } from '../../src/services/guardduty.ts';
import { createSecurityHub } from '../../src/services/security-hub.ts';
import { clientOptions, createStore } from '../store-services.ts';
import { createHubWriterHandler } from '../surfaces.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const aws = clientOptions(parts.config);
  const securityHub = createSecurityHub(new SecurityHubClient(aws));
  const guardDuty = createGuardDuty((region) => new GuardDutyClient({ ...aws, region }));
  return createHubWriterHandler({ ...createStore(parts), securityHub, guardDuty });
});
