/** The circuit breaker: never more than the limit an hour and account, however many ask at once; the same one counts once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { breakerOpen, holdBack, takePlace } from '../../src/flows/circuit-breaker.ts';
import { automaticScope, start, stop } from '../../src/flows/stops.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { ACCOUNT, NOW } from '../fixtures/finding.ts';
import { actorOf, ana, omar } from '../fixtures/people.ts';
import { policyWith } from '../fixtures/policy.ts';

const policy = policyWith({ breaker: { automaticPerHour: 5, destructivePerHour: 2 } });
const build = () => ({ table: createMemoryTable(), clock: new VirtualClock(NOW), policy });
let services: ReturnType<typeof build>;
beforeEach(() => {
  services = build();
});

const many = Array.from({ length: 12 }, (_, index) => `r${index}`);
const taken = async (ids: readonly string[], risk: 'nondestructive' | 'disruptive', account = ACCOUNT) => {
  const places = await Promise.all(ids.map(async (id) => ((await takePlace(id, account, risk, services)) ? [id] : [])));
  return places.flat();
};

describe('places', () => {
  it('are five an hour, also when twelve ask at once', async () => {
    expect(await taken(many, 'nondestructive')).toHaveLength(5);
    expect(await breakerOpen(ACCOUNT, 'nondestructive', services)).toBe('5 responses began by themselves in this account within the hour');
  });

  it('are two for what disrupts; what does not may still begin', async () => {
    expect(await taken(many, 'disruptive')).toHaveLength(2);
    expect(await breakerOpen(ACCOUNT, 'disruptive', services)).toContain('2 disruptive responses');
    expect(await breakerOpen(ACCOUNT, 'nondestructive', services)).toBeUndefined();
    expect(await taken(many.slice(2), 'nondestructive')).toHaveLength(3);
  });

  it('belong to who has them: asked again, after a crash, it is the same place', async () => {
    await taken(many.slice(0, 5), 'nondestructive');
    expect(await taken(many, 'nondestructive')).toEqual(many.slice(0, 5));
  });

  it('are counted for each account', async () => {
    await taken(many, 'nondestructive');
    expect(await breakerOpen('222233334444', 'nondestructive', services)).toBeUndefined();
  });

  it('are free again in the next hour', async () => {
    await taken(many, 'nondestructive');
    await services.clock.advance(3600);
    expect(await breakerOpen(ACCOUNT, 'nondestructive', services)).toBeUndefined();
  });
});

describe('three times as many', () => {
  it('is known by exactly one, which knows it again after a crash', async () => {
    const crossed: string[] = [];
    for (const id of [...many, ...many]) if (await holdBack(id, ACCOUNT, services)) crossed.push(id);
    expect(crossed).toEqual(['r9', 'r9']);
  });

  it('switched off, nothing begins in any hour until two people start it again', async () => {
    const scope = automaticScope(ACCOUNT);
    await stop(services.table, scope, 'three times as many wanted to', { kind: 'policy' }, NOW);
    await services.clock.advance(7200);
    expect(await breakerOpen(ACCOUNT, 'nondestructive', services)).toContain('what runs by itself in account 111122223333');
    expect(await start(services.table, scope, actorOf(ana))).toBe('asked');
    expect(await start(services.table, scope, actorOf(ana))).toBe('same person');
    expect(await breakerOpen(ACCOUNT, 'nondestructive', services)).toBeDefined();
    expect(await start(services.table, scope, actorOf(omar))).toBe('started');
    expect(await breakerOpen(ACCOUNT, 'nondestructive', services)).toBeUndefined();
  });
});
