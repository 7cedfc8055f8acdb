/** Inputs that AWS sends and nobody has recorded for us, through the sandbox's doors: outcome, tier, resource and offers of each. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../infra/local/start-sandbox.ts';
import { asffVariants } from '../fixtures/unseen/asff.ts';
import { credentialVariants } from '../fixtures/unseen/guardduty-credentials.ts';
import { sequenceVariants } from '../fixtures/unseen/guardduty-sequences.ts';
import { workloadVariants } from '../fixtures/unseen/guardduty-workloads.ts';
import { hubOddities } from '../fixtures/unseen/hub-oddities.ts';
import { ocsfVariants } from '../fixtures/unseen/ocsf.ts';
import { postureVariants } from '../fixtures/unseen/posture-products.ts';
import { trailVariants } from '../fixtures/unseen/trail.ts';
import type { Variant } from '../fixtures/unseen/variant.ts';
import type { Outcome } from './sandbox.ts';

const lines: string[] = [];
let sandbox: Sandbox;

async function post<T>(path: string, body: string): Promise<T> {
  const answer = await fetch(sandbox.address + path, { method: 'POST', body });
  expect(answer.status).toBeLessThan(300);
  return (await answer.json()) as T;
}

async function rowsOf({ input }: Variant): Promise<Outcome[]> {
  const { ids } = await post<{ ids: string[] }>('/aws/events', typeof input === 'string' ? input : JSON.stringify(input));
  await post('/_control/clock', JSON.stringify({ advanceSeconds: 8 }));
  const answers = await Promise.all(
    ids.map((id) => fetch(`${sandbox.address}/_control/outcomes?id=${id}`).then((answer) => answer.json())),
  );
  return answers.flat() as Outcome[];
}

async function stateOf(row: Outcome) {
  const state = row.caseId === undefined ? undefined : await sandbox.bot.services.cases.read(row.caseId);
  const shown = state?.rows.find(({ active }) => active) ?? state?.rows[0];
  return { severity: state?.severity, resource: shown && `${shown.resource.kind}:${shown.resource.id}` };
}

beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    empty: true,
    quiet: true,
    frozenAt: Date.UTC(2026, 10, 20, 3, 0, 0),
    onLog: (line) => lines.push(line),
  });
}, 300_000);
afterAll(async () => {
  await sandbox.close();
  expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

describe.each([
  ['GuardDuty', [...workloadVariants, ...credentialVariants, ...sequenceVariants]],
  ['both Security Hubs', [...asffVariants, ...hubOddities, ...ocsfVariants]],
  ['posture, CloudTrail and Health', [...postureVariants, ...trailVariants]],
])('%s', (_, variants) => {
  test.each(variants.map((variant) => [variant.name, variant] as const))('%s', async (_name, variant) => {
    const rows = await rowsOf(variant);
    expect(rows.map(({ outcome }) => outcome)).toEqual([variant.outcome].flat());
    for (const row of rows) {
      if (row.outcome !== 'case') expect(row.reason).toMatch(variant.reason ?? /\w+ \w+ \w+/);
      else if (variant.reason) expect(row.reason).toMatch(variant.reason);
    }
    const [row] = rows.filter(({ outcome }) => outcome === 'case');
    if (!row) return;
    expect({ tier: variant.tier ?? row.tier, offers: variant.offers ?? [] }).toEqual({ tier: row.tier, offers: row.offers });
    expect(row.posted).toBe((row.tier ?? 0) >= 2);
    const { severity, resource } = await stateOf(row);
    if (variant.severity) expect(severity).toBe(variant.severity);
    if (variant.resource) expect(resource).toBe(variant.resource);
  });
});
