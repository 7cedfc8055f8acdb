/** PagerDuty's people and schedule in memory: who is on call at which level, and what happens when nothing answers. */
import type { OnCallShift } from '../../src/domain/next-on-call.ts';
import type { Answer, OnCallPerson, PagerDuty, PagerDutyPerson } from '../../src/services/pagerduty.ts';

export interface FakePeople extends Pick<PagerDuty, 'mode' | 'onCall' | 'shifts' | 'person' | 'personByEmail'> {
  people: PagerDutyPerson[];
  /** By level, ids of people. */
  schedule: Record<number, string[]>;
  /** Who is on call when, as far as `shifts` tells. */
  planned: OnCallShift<PagerDutyPerson>[];
  /** Nothing answers. */
  down: boolean;
  asked: number;
}

export function createPagerDutyPeople(people: PagerDutyPerson[] = [], schedule: Record<number, string[]> = {}): FakePeople {
  const answer = <T>(value: () => T): Promise<Answer<T>> => {
    fake.asked += 1;
    return Promise.resolve(fake.down ? { ok: false, retryable: true, because: 'no answer' } : { ok: true, value: value() });
  };
  const find = (id: string) => fake.people.find((one) => one.id === id);
  const fake: FakePeople = {
    mode: 'full',
    people,
    schedule,
    planned: [],
    down: false,
    asked: 0,
    onCall: () =>
      answer(() =>
        Object.entries(fake.schedule).flatMap(([level, ids]) =>
          ids.flatMap((id): OnCallPerson[] => {
            const person = find(id);
            return person ? [{ ...person, level: Number(level) }] : [];
          }),
        ),
      ),
    shifts: () => answer(() => fake.planned),
    person: (id) => answer(() => find(id)),
    personByEmail: (email) => answer(() => fake.people.find((one) => one.email === email.trim().toLowerCase())),
  };
  return fake;
}
