/** Which remote addresses can be blocked at the subnets of which instances. */
import type { Finding } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';
import { blockProblem } from '../address-limits.ts';
import type { Offer } from '../define.ts';

const MOST_ADDRESSES = 3;
const MOST_PLACES = 2;
const MOST_BUTTON = 20;
const MOST_LABEL = 75;
/** After what acts on the instance itself. */
const LATER = 60;

/** Instances, and subnets that a finding names by themselves. */
function placesOf({ resources }: Finding) {
  return resources.filter(
    ({ kind, id, placeholder }) => !placeholder && ((kind === 'instance' && /^i-[0-9a-f]+$/.test(id)) || /^subnet-[0-9a-f]+$/.test(id)),
  );
}

/** About traffic of the place itself: who uses stolen credentials elsewhere never meets its subnet. */
function isTraffic({ active, class: kind, threat, type }: Finding): boolean {
  return active && kind === 'threat' && threat === 'active' && /:(?:EC2|Runtime)\//.test(type);
}

export function offersFor(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const places = placesOf(finding).slice(0, MOST_PLACES);
  if (!isTraffic(finding) || places.length === 0) return { offers: [] };
  const addresses = [...new Set(finding.remoteAddresses)];
  const blockable = addresses.filter((address) => blockProblem(address, []) === undefined).slice(0, MOST_ADDRESSES);
  const [first] = addresses;
  if (first !== undefined && blockable.length === 0) return { offers: [], refusal: unblockable(first) };
  const alone = blockable.length === 1 && places.length === 1;
  const offers = blockable.flatMap((address, index) =>
    places.map(
      (place, at): Offer => ({
        target: {
          kind: 'address',
          account: place.account,
          region: place.region,
          label: `${address} at ${place.id}`,
          key: `address/${address}/${place.id}`,
        },
        label: buttonLabel(address, alone),
        accessibilityLabel: `Block ${address} at ${place.id} for 24 hours`.slice(0, MOST_LABEL),
        secret: { address, place: place.id },
        rank: LATER,
        ...((index > 0 || at > 0) && { menuOnly: true }),
      }),
    ),
  );
  return { offers };
}

/** The whole address where a button has room for it. */
function buttonLabel(address: string, alone: boolean): string {
  const whole = `Block ${address}`;
  if (whole.length <= MOST_BUTTON) return whole;
  return alone ? 'Block address' : `Block …${address.slice(-12)}`;
}

function unblockable(address: string): Refusal {
  return {
    refused: `${address} cannot be blocked: it is ${blockProblem(address, [])}`,
    nextStep: 'Look for the address behind it in the access logs, or isolate the instance',
  };
}
