/** PagerDuty's part of the configuration: which of the three modes it makes, and what is missing for the one that was meant. */
import * as z from 'zod';

/** Secrets come from files and consoles, which add a newline; lists are divided by commas. */
const list = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );
const word = () => z.string().trim();

export const pagerDutyShape = () => ({
  PAGERDUTY_ROUTING_KEY: list()
    .pipe(z.array(z.string().regex(/^[A-Za-z0-9]{32}$/, 'a routing key is 32 letters and digits')).max(2, 'at most a second routing key'))
    .optional(),
  PAGERDUTY_TOKEN: word().optional(),
  PAGERDUTY_WEBHOOK_SECRETS: list().optional(),
  PAGERDUTY_REGION: z.enum(['us', 'eu']).optional(),
  PAGERDUTY_SERVICE: word().optional(),
  PAGERDUTY_ESCALATION_POLICY: word().optional(),
  PAGERDUTY_SANDBOX_URL: z.string().optional(),
});
type Environment = z.output<z.ZodObject<ReturnType<typeof pagerDutyShape>>>;

export interface PagerDutyConfig {
  /** One, or a second for when the first fails for good. */
  routingKeys: string[];
  region: 'us' | 'eu';
  /** These three together make mode `full`; without, alerts are raised and closed and nothing can be asked. */
  token?: string;
  service?: string;
  escalationPolicy?: string;
  /** Every one that is valid now; several while one is exchanged. */
  webhookSecrets: string[];
  sandbox?: boolean;
  sandboxUrl?: string;
}

const asking = ['PAGERDUTY_TOKEN', 'PAGERDUTY_SERVICE', 'PAGERDUTY_ESCALATION_POLICY', 'PAGERDUTY_WEBHOOK_SECRETS'] as const;

/** Half of a mode is a mistake somebody wants to know of before the first page. */
export function pagerDutyProblems(environment: Environment): string[] {
  const given = asking.filter((name) => (environment[name]?.length ?? 0) > 0);
  const missing = asking.filter((name) => !given.includes(name));
  const problems = [];
  if (given.length > 0 && missing.length > 0) problems.push(`${given.join(', ')}: to ask PagerDuty, ${missing.join(', ')} must be set too`);
  if (given.length > 0 && !environment.PAGERDUTY_ROUTING_KEY?.length)
    problems.push(`${given.join(', ')}: to page, PAGERDUTY_ROUTING_KEY must be set`);
  return problems;
}

/** Undefined without a routing key: nobody is paged. */
export function readPagerDuty(e: Environment, sandbox: boolean): PagerDutyConfig | undefined {
  const routingKeys = e.PAGERDUTY_ROUTING_KEY ?? [];
  if (routingKeys.length === 0) return undefined;
  return {
    routingKeys,
    region: e.PAGERDUTY_REGION ?? 'us',
    ...(e.PAGERDUTY_TOKEN && { token: e.PAGERDUTY_TOKEN }),
    ...(e.PAGERDUTY_SERVICE && { service: e.PAGERDUTY_SERVICE }),
    ...(e.PAGERDUTY_ESCALATION_POLICY && { escalationPolicy: e.PAGERDUTY_ESCALATION_POLICY }),
    webhookSecrets: e.PAGERDUTY_WEBHOOK_SECRETS ?? [],
    ...(sandbox && { sandbox }),
    ...(e.PAGERDUTY_SANDBOX_URL && { sandboxUrl: e.PAGERDUTY_SANDBOX_URL }),
  };
}
