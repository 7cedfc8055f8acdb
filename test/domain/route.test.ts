/** Routes: the first one whose every condition holds decides the channel, and the posting floor whether anybody is shown anything. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/domain/context.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { environmentOf, posts, routeOf, unmet } from '../../src/domain/route.ts';
import { findingWith } from '../fixtures/finding.ts';
import { policyWith } from '../fixtures/policy.ts';

const bucket = (tags?: Record<string, string>): Finding['resources'] => [
  { kind: 'bucket', id: 'b', account: '222233334444', region: 'us-east-1', ...(tags && { tags }) },
];

describe('in the documented example', () => {
  it.each<[string, Partial<Finding>, string, string]>([
    ['the payments account', {}, 'payments-account', 'C0PAYMENTS'],
    ['a resource tagged with the team', { account: '222233334444', resources: bucket({ team: 'data' }) }, 'data-team', 'C0DATA'],
    ['another team', { account: '222233334444', resources: bucket({ team: 'web' }) }, 'everything-else', 'C0SECURITY'],
    ['no tags', { account: '222233334444', resources: bucket() }, 'everything-else', 'C0SECURITY'],
    ['no resources', { account: '999999999999', resources: [] }, 'everything-else', 'C0SECURITY'],
    ['the first of two routes that fit', { resources: bucket({ team: 'data' }) }, 'payments-account', 'C0PAYMENTS'],
  ])('%s', (_name, changes, route, channel) => {
    expect(routeOf(findingWith(changes), 'production', policyWith())).toEqual({ route, channel });
  });
});

describe('conditions', () => {
  const narrow = { name: 'narrow', channel: 'data' };
  const all = {
    severities: ['high'],
    accounts: ['111122223333'],
    environments: ['production'],
    products: ['GuardDuty'],
    units: ['workloads'],
    owners: ['payments'],
    types: ['UnauthorizedAccess:IAMUser/*'],
    families: ['active'],
    tags: { team: '*' },
  };
  const fits: Partial<Finding> = { resources: bucket({ team: 'any' }) };

  it.each<[string, Partial<Finding>, Environment, string]>([
    ['all hold', fits, 'production', 'narrow'],
    ['another severity', { ...fits, severity: 'critical' }, 'production', 'everything-else'],
    ['another account', { ...fits, account: '222233334444' }, 'production', 'everything-else'],
    ['another environment', fits, 'staging', 'everything-else'],
    ['another product', { ...fits, product: { name: 'Macie', genuine: true } }, 'production', 'everything-else'],
    ['another type', { ...fits, type: 'Recon:IAMUser/UserPermissions' }, 'production', 'everything-else'],
    ['another family', { ...fits, threat: 'exposure' }, 'production', 'everything-else'],
    ['another tag', { resources: bucket({ owner: 'any' }) }, 'production', 'everything-else'],
  ])('%s', (_name, changes, environment, route) => {
    const accounts = { '111122223333': { name: 'pay', owner: 'payments', unit: 'workloads/prod' } };
    const policy = policyWith({ routes: [{ ...narrow, ...all }], accounts });
    expect(routeOf(findingWith(changes), environment, policy).route).toBe(route);
  });

  it.each<[string, object, boolean]>([
    ['the unit itself', { unit: 'workloads' }, true],
    ['a unit in it', { unit: 'workloads/prod/eu' }, true],
    ['a unit that only begins alike', { unit: 'workloads-old' }, false],
    ['no unit', {}, false],
    ['no such account', { unit: undefined }, false],
  ])('of a unit: %s', (_name, own, fitting) => {
    const accounts = { '111122223333': { name: 'pay', ...own } };
    const policy = policyWith({ routes: [{ ...narrow, units: ['workloads'] }], accounts });
    expect(routeOf(findingWith(), 'production', policy).route).toBe(fitting ? 'narrow' : 'everything-else');
  });

  it('are named when they do not hold', () => {
    const policy = policyWith({ routes: [{ ...narrow, severities: ['low'], products: ['GuardDuty'], units: ['x'], tags: { team: 'x' } }] });
    const [route] = policy.routes;
    expect(route && unmet(route, findingWith(), 'production', policy)).toEqual(['severities', 'units', 'tags']);
  });

  it('an account’s own channel takes what no route does, and nothing that one does', () => {
    const accounts = { '111122223333': { name: 'pay', channel: 'payments' } };
    expect(routeOf(findingWith(), 'production', policyWith({ routes: [], accounts }))).toEqual({
      route: 'owner of pay',
      channel: 'C0PAYMENTS',
    });
    expect(routeOf(findingWith(), 'production', policyWith({ routes: [narrow], accounts })).route).toBe('narrow');
    expect(routeOf(findingWith({ account: '999999999999' }), 'production', policyWith({ routes: [], accounts })).route).toBe(
      'everything-else',
    );
  });

  it('a tag can only choose a route that policy names', () => {
    const policy = policyWith({ routes: [{ name: 'data-team', channel: 'data', tags: { team: 'data' } }] });
    const hostile = { resources: bucket({ team: 'C0ATTACKER', channel: 'C0ATTACKER', 'drawbridge:route': 'https://hooks.example' }) };
    expect(routeOf(findingWith(hostile), 'production', policy)).toEqual({ route: 'everything-else', channel: 'C0SECURITY' });
  });

  it('a route without conditions takes everything', () => {
    expect(routeOf(findingWith(), 'unknown', policyWith({ routes: [narrow] }))).toEqual({ route: 'narrow', channel: 'C0DATA' });
  });
});

describe('the posting floor', () => {
  it.each([
    [1, [1, 2, 3]],
    [2, [2, 3]],
    [3, [3]],
  ])('%i shows tiers %j', (postingFloor, shown) => {
    expect(([1, 2, 3] as const).filter((tier) => posts(tier, policyWith({ postingFloor })))).toEqual(shown);
  });
});

describe('environment of an account', () => {
  it.each([
    ['111122223333', 'production'],
    ['333344445555', 'staging'],
    ['444455556666', 'development'],
    ['123456789012', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (account, environment) => expect(environmentOf(account, policyWith())).toBe(environment));

  it('an account listed without one is unknown', () => {
    expect(environmentOf('111122223333', policyWith({ accounts: { '111122223333': { name: 'x' } } }))).toBe('unknown');
  });
});
