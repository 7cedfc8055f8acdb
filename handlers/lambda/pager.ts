/** Lambda entry of PagerDuty's surface queue. */
import { SNSClient } from '@aws-sdk/client-sns';
import { createNotices } from '../../src/services/notices.ts';
import { redactedNotices } from '../../src/services/redacted.ts';
import { createPeopleServices } from '../people-services.ts';
import { clientOptions, createStore } from '../store-services.ts';
import { createPagerHandler } from '../surfaces.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const { config } = parts;
  const store = createStore(parts);
  const notices = redactedNotices(
    createNotices(() => new SNSClient(clientOptions(config)), config.topic),
    store.redaction,
  );
  return createPagerHandler({ ...store, ...createPeopleServices(config, store), notices });
});
