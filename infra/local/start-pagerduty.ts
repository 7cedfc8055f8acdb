/** The sandbox's PagerDuty with secrets of its own, and the environment that leads the bot to it. */
import { randomBytes } from 'node:crypto';
import type { VirtualClock } from '../../src/services/clock.ts';
import type { PagerDutyMode } from '../../src/services/pagerduty.ts';
import { createFakePagerDuty, type FakePagerDuty } from './pagerduty/fake-pagerduty.ts';
import { pagerDutyLevels, pagerDutyUsers } from './workspace.ts';

interface StartedPagerDuty {
  fake: FakePagerDuty;
  /** Call it once the sandbox's address is known. */
  environment(address: string): Record<string, string>;
}

/** Variables that mode `events` does without. */
const asking = ['PAGERDUTY_TOKEN', 'PAGERDUTY_WEBHOOK_SECRETS', 'PAGERDUTY_SERVICE', 'PAGERDUTY_ESCALATION_POLICY'];

/** Without a mode, everything is configured. */
export function startPagerDuty(clock: VirtualClock, webhookSecret: string, mode: PagerDutyMode = 'full'): StartedPagerDuty {
  const secret = () => randomBytes(16).toString('hex');
  const options = {
    clock,
    routingKeys: [secret(), secret()],
    token: randomBytes(10).toString('hex'),
    webhookSecrets: [webhookSecret, secret()],
    users: pagerDutyUsers,
    levels: pagerDutyLevels,
    deliver: { url: '' },
  };
  const fake = createFakePagerDuty(options);
  return {
    fake,
    environment(address) {
      options.deliver.url = `${address}/bot/pagerduty`;
      const whole = {
        PAGERDUTY_ROUTING_KEY: options.routingKeys.join(','),
        PAGERDUTY_TOKEN: options.token,
        PAGERDUTY_WEBHOOK_SECRETS: options.webhookSecrets.join(','),
        PAGERDUTY_SERVICE: fake.state.service.id,
        PAGERDUTY_ESCALATION_POLICY: fake.state.policy.id,
        PAGERDUTY_SANDBOX_URL: address,
      };
      if (mode === 'none') return {};
      return Object.fromEntries(Object.entries(whole).filter(([name]) => mode === 'full' || !asking.includes(name)));
    },
  };
}
