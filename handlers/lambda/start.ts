/** A function's start: secrets, configuration, policy and services, made at the first event and again when the secrets may have changed. */
import { readConfig, readSecretsConfig, withSecrets } from '../../src/config.ts';
import { systemClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { readSecrets } from '../../src/services/secrets.ts';
import type { Services } from '../../src/services/services.ts';
import { createServices, readCompiledPolicy } from '../services.ts';
import { renewed } from './renewed.ts';

/** Functions that never speak to Slack are given no secret of it, and start without. */
const noSlack = { SLACK_BOT_TOKEN: 'none', SLACK_SIGNING_SECRET: 'none', SLACK_BOT_ID: 'none', SLACK_BOT_USER_ID: 'none' };

/** `create` gets what the sandbox's bot gets; its handler is kept as long as the secrets are. */
export function started<E, A>(create: (services: Services) => (event: E) => Promise<A>): (event: E) => Promise<A> {
  const handler = renewed(systemClock, async () => {
    const secrets = await readSecrets(readSecretsConfig(), systemClock.wall());
    const config = readConfig({ ...noSlack, ...withSecrets(secrets) });
    const log = createLog((line) => process.stdout.write(`${line}\n`));
    return create(createServices({ config, policy: readCompiledPolicy(config.policyFile), clock: systemClock, log }));
  });
  return async (event) => (await handler())(event);
}
