/** Composition of nearly everything: configuration and policy -> services, once per cold start. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { createAws } from '../src/services/aws.ts';
import { createBus } from '../src/services/bus.ts';
import { createEvidence } from '../src/services/evidence.ts';
import { createLocate } from '../src/services/geo.ts';
import { createGuardDuty } from '../src/services/guardduty.ts';
import { createNotices } from '../src/services/notices.ts';
import { redactedNotices, redactedTickets } from '../src/services/redacted.ts';
import { createSecurityHub } from '../src/services/security-hub.ts';
import type { Services } from '../src/services/services.ts';
import { createStepFunctions } from '../src/services/step-functions.ts';
import { createTickets } from '../src/services/tickets/create-tickets.ts';
import { createPeopleServices } from './people-services.ts';
import { clientOptions, createStore, type Parts } from './store-services.ts';

export function createServices(parts: Parts): Services {
  const { config, clock } = parts;
  const aws = clientOptions(config);
  const { hubAccount, deployment, region: hubRegion } = config;
  const store = createStore(parts);
  return {
    ...store,
    ...createPeopleServices(config, store),
    aws: createAws({
      clock,
      onRead: store.redaction.learn,
      config: { hubRegion, hubAccount, deployment, ...(config.awsEndpoint && { endpoint: config.awsEndpoint }) },
    }),
    securityHub: createSecurityHub(new SecurityHubClient(aws)),
    guardDuty: createGuardDuty((region) => new GuardDutyClient({ ...aws, region })),
    stepFunctions: createStepFunctions(new SFNClient(aws), config.responseMachine),
    bus: createBus(new EventBridgeClient(aws), config.eventBus),
    // Path-style addresses, for emulators have one host for all buckets.
    evidence: createEvidence(() => new S3Client({ ...aws, forcePathStyle: config.awsEndpoint !== undefined }), config.evidenceBucket),
    tickets: redactedTickets(createTickets(config.tickets), store.redaction),
    notices: redactedNotices(
      createNotices(() => new SNSClient(aws), config.topic),
      store.redaction,
    ),
    locate: createLocate(config.geoDatabase),
  };
}
