/** Which instances a termination is found for: in the menu only, and for those that act. */
import type { Finding } from '../../domain/finding.ts';
import type { Offer } from '../define.ts';
import { instanceTarget, suspects } from './suspects.ts';

export function offersFor(finding: Finding): { offers: Offer[] } {
  const found = suspects(finding);
  return {
    offers: found.map((instance) => ({
      target: instanceTarget(instance),
      label: found.length > 1 ? `Terminate …${instance.id.slice(-6)}` : 'Terminate instance',
      accessibilityLabel: `Terminate instance ${instance.id} in ${instance.account} for good`,
      secret: { instanceId: instance.id },
      menuOnly: true,
    })),
  };
}
