/** A function's start: secrets, configuration and policy, and what they make; at the first event, and again when the secrets may have changed. */
import { readConfig, readSecretsConfig, withSecrets } from '../../src/config.ts';
import { systemClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { readSecrets } from '../../src/services/secrets.ts';
import { type Parts, readCompiledPolicy } from '../store-services.ts';
import { renewed } from './renewed.ts';

/** Functions that never speak to Slack are given no secret of it, and start without. */
const noSlack = { SLACK_BOT_TOKEN: 'none', SLACK_SIGNING_SECRET: 'none', SLACK_BOT_ID: 'none', SLACK_BOT_USER_ID: 'none' };

/** `create` makes only the services that its handler uses, so that the bundle holds no others; the handler is kept as long as the secrets are. */
export function startedFrom<E, A>(create: (parts: Parts) => (event: E) => Promise<A>): (event: E) => Promise<A> {
  const handler = renewed(systemClock, async () => {
    const secrets = await readSecrets(readSecretsConfig(), systemClock.wall());
    const config = readConfig({ ...noSlack, ...withSecrets(secrets) });
    const log = createLog((line) => process.stdout.write(`${line}\n`));
    return create({ config, policy: readCompiledPolicy(config.policyFile), clock: systemClock, log });
  });
  return async (event) => (await handler())(event);
}
