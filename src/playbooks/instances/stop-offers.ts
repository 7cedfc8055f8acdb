/** Which instances a stop is offered for: the button where nothing less ends the traffic, else an entry of the menu. */
import type { Finding } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { Offer } from '../define.ts';
import { instancesOf, instanceTarget, livesOnDns, suspects } from './suspects.ts';

/** Before isolation, which alone does not end lookups. */
const BEFORE_ISOLATION = 5;

export function offersFor(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const found = suspects(finding);
  const victim = instancesOf(finding)[0];
  if (found.length === 0 && victim && finding.resourceRole === 'TARGET' && /:(?:EC2|Runtime)\//.test(finding.type))
    return { offers: [], refusal: victimRefusal(victim.id) };
  const primary = livesOnDns(finding);
  const offers = found.flatMap((instance): Offer[] => {
    const which = found.length > 1 ? ` …${instance.id.slice(-6)}` : '';
    const target = instanceTarget(instance);
    const where = `instance ${instance.id} in ${instance.account}`;
    const stop: Offer = {
      target,
      label: which ? `Stop${which}` : 'Stop instance',
      accessibilityLabel: `Stop ${where}`,
      secret: { instanceId: instance.id },
      ...(primary ? { rank: BEFORE_ISOLATION } : { menuOnly: true, after: ['isolate_instance'] }),
    };
    const { after: _, ...menu } = stop;
    const hibernate: Offer = {
      ...menu,
      label: `Hibernate${which}`,
      accessibilityLabel: `Hibernate ${where}`,
      secret: { instanceId: instance.id, hibernate: 'yes' },
      variant: 'hibernate',
      menuOnly: true,
    };
    return [stop, hibernate];
  });
  return { offers };
}

function victimRefusal(id: string): Refusal {
  return {
    refused: `${id} is the victim here: stopping it would do the attacker's work`,
    nextStep: 'Close the port that is attacked, or block the remote address',
  };
}
