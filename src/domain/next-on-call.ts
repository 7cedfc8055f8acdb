/** Who comes after those who are on call now, and when: from the shifts that overlap now or begin later. */

/** `from` undefined: always was; `until` undefined: without end. Milliseconds since the epoch. */
export interface OnCallShift<Person> {
  level: number;
  person: Person;
  from?: number;
  until?: number;
}

export interface NextOnCall<Person> {
  level: number;
  at: number;
  people: Person[];
}

/** Whoever goes straight on from their own shift is not the next; whoever comes back after a gap is. */
function nextAt<Person extends { id: string }>(
  level: number,
  shifts: readonly OnCallShift<Person>[],
  now: number,
): NextOnCall<Person> | undefined {
  const heldUntil = new Map<string, number>();
  let next: NextOnCall<Person> | undefined;
  for (const { person, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } of shifts) {
    const held = heldUntil.get(person.id) ?? now;
    if (from <= held) heldUntil.set(person.id, Math.max(held, until));
    else if (!next) next = { level, at: from, people: [person] };
    else if (from === next.at && !next.people.some(({ id }) => id === person.id)) next.people.push(person);
  }
  return next;
}

/** Lowest level first; a level at which nothing changes within the shifts is left out. */
export function nextOnCall<Person extends { id: string }>(shifts: readonly OnCallShift<Person>[], now: number): NextOnCall<Person>[] {
  const inOrder = [...shifts].sort((a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY) || 0);
  const levels = [...new Set(shifts.map(({ level }) => level))].sort((a, b) => a - b);
  return levels.flatMap(
    (level) =>
      nextAt(
        level,
        inOrder.filter((shift) => shift.level === level),
        now,
      ) ?? [],
  );
}
