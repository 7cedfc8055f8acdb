/** Which trails a finding is about, and what to say of each, of the deleted one and of those that are not ours to start. */
import type { Refusal } from '../../domain/plan.ts';
import { recordsAll, type TrailState } from './read-trails.ts';

export interface Sorted {
  /** What the finding is about: the trail it names, or all of them. */
  meant: TrailState[];
  /** Trails of this account that it is not about. */
  others: TrailState[];
  /** Of an organization or of another account: restored there. */
  foreign: TrailState[];
  /** The trail that the finding names and that is not there. */
  deleted?: string;
}

export function sorted(all: readonly TrailState[], account: string, named: string | undefined): Sorted {
  const own = all.filter((trail) => trail.account === account);
  const foreign = all.filter((trail) => trail.account !== account);
  const is = ({ arn, name }: TrailState) => arn === named || name === named;
  if (named === undefined) return { meant: own, others: [], foreign };
  if (all.some(is)) return { meant: own.filter(is), others: own.filter((trail) => !is(trail)), foreign };
  // It is gone: what is left has to see what it saw.
  return { meant: own, others: [], foreign, deleted: named.split('/').at(-1) ?? named };
}

export function factsOf({ meant, others, foreign, deleted }: Sorted): string[] {
  const line = ({ name, home, isLogging, deliveryError, bucket }: TrailState) =>
    `Trail ${name} in ${home}: ${isLogging ? 'logs' : 'stopped'}, to ${bucket ?? 'no bucket'}${deliveryError ? `; it cannot deliver: ${deliveryError}` : ''}`;
  return [
    ...(deleted ? [`Trail ${deleted} was deleted: ${again}`] : []),
    ...meant.map(line),
    ...others.map(({ name, isLogging }) => `Trail ${name} is left as it is: it ${isLogging ? 'logs' : 'is stopped'}`),
    ...foreign.map(({ name, account }) => `Trail ${name} belongs to account ${account}: it is restored there`),
    ...(meant.some(({ selectors }) => !recordsAll(selectors))
      ? ['What it recorded before is not known: it gets all management events, and its data events stay as they are now']
      : []),
    'Starting changes nothing else, and nothing uses it but those who look',
    'What happened while it was off is in no trail; management events of 90 days are in the event history',
  ];
}

const again = 'make it again from its template; it needs a bucket, and a person who decides where';

/** Why there is nothing to do here, or no way to do it. */
export function nothing({ meant, foreign, deleted }: Sorted): Refusal {
  if (deleted)
    return { refused: `Trail ${deleted} was deleted${meant.length > 0 ? '; the others log and record everything' : ''}`, nextStep: again };
  const [theirs] = foreign;
  if (meant.length === 0 && theirs)
    return { refused: `The trails here belong to account ${theirs.account}`, nextStep: 'Restore them there' };
  if (meant.length === 0) return { refused: 'There is no trail: it was deleted, or there never was one', nextStep: again };
  const which = meant.length === 1 ? `Trail ${meant[0]?.name} logs and records everything` : 'All trails log and record everything';
  return { refused: which, nextStep: 'Look at who changed them, and when', already: true };
}
