/** Lambda entry of the queue of what is told by e-mail and on the bus. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { createBus } from '../../src/services/bus.ts';
import { createNotices } from '../../src/services/notices.ts';
import { redactedNotices } from '../../src/services/redacted.ts';
import { clientOptions, createStore } from '../store-services.ts';
import { createNoticesHandler } from '../surfaces.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const { config } = parts;
  const aws = clientOptions(config);
  const bus = createBus(new EventBridgeClient(aws), config.eventBus);
  const store = createStore(parts);
  const notices = redactedNotices(
    createNotices(() => new SNSClient(aws), config.topic),
    store.redaction,
  );
  return createNoticesHandler({ ...store, bus, notices });
});
