/** What every registered playbook must keep to. */
import { describe, expect, it } from 'vitest';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { playbook, playbooks } from '../../src/playbooks/index.ts';

describe.each(playbooks.map((each) => [each.id, each] as const))('%s', (id, each) => {
  it('fits Slack’s and Security Hub’s names', () => {
    expect(id).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
    expect(id.length).toBeLessThanOrEqual(20);
    expect(each.actionName.length).toBeLessThanOrEqual(20);
  });

  it('only reads what it calls a read, and declares nothing twice', () => {
    for (const read of each.reads) expect(read).toMatch(/^[a-z0-9]+:(?:Describe|Get|List|Lookup|Filter)/);
    const calls = [...each.reads, ...each.writes];
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('is found by its id, and is the only one with it', () => {
    expect(playbook(id)).toBe(each);
    expect(playbooks.filter((other) => other.id === id)).toHaveLength(1);
  });

  it('proves its configuration at 10, 60 and 300 seconds', () => {
    const seconds = each.checks.filter((check) => check.proves === 'configuration').map((check) => check.afterSeconds);
    expect(seconds).toEqual(expect.arrayContaining([10, 60, 300]));
  });
});

it('has the ids that the Slack door knows, in their order', () => {
  expect(playbookIds).toEqual(playbooks.map(({ id }) => id));
});

it('knows no other id', () => {
  expect(playbook('delete_everything')).toBeUndefined();
});
