/** A function's start: secrets, configuration and policy, and what they make; at the first event, and again when the secrets may have changed. */
import { readConfig, readSecretsConfig, withSecrets } from '../../src/config.ts';
import { systemClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { readSecrets } from '../../src/services/secrets.ts';
import { type Parts, readCompiledPolicy } from '../store-services.ts';
import { createMeter, meteredHandler, meteredLog } from './metered.ts';
import { renewed } from './renewed.ts';

/** Functions that never speak to Slack are given no secret of it, and start without. */
const noSlack = { SLACK_BOT_TOKEN: 'none', SLACK_SIGNING_SECRET: 'none', SLACK_BOT_ID: 'none', SLACK_BOT_USER_ID: 'none' };

interface Invocation {
  awsRequestId?: string;
}

/** `create` makes only the services that its handler uses, so that the bundle holds no others; the handler is kept as long as the secrets are. */
export function startedFrom<E, A>(create: (parts: Parts) => (event: E) => Promise<A>): (event: E, context?: Invocation) => Promise<A> {
  let requestId: string | undefined;
  const handler = renewed(systemClock, async () => {
    const secrets = await readSecrets(readSecretsConfig(), systemClock.wall());
    const config = readConfig({ ...noSlack, ...withSecrets(secrets) });
    const meter = createMeter(config.deployment, config.functionName ?? 'local');
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const log = meteredLog(
      createLog(say, () => ({ requestId })),
      meter,
    );
    const made = create({ config, policy: readCompiledPolicy(config.policyFile), clock: systemClock, log });
    return meteredHandler(made, meter, systemClock);
  });
  return async (event, context) => {
    requestId = context?.awsRequestId;
    return (await handler())(event);
  };
}
