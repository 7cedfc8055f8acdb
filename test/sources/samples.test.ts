/** Every real input, through the sandbox's door, the rules and the sources: each has an outcome, and the known ones the right one. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { matchingRules } from '../../infra/local/event-bridge.ts';
import { toEnvelopes } from '../../infra/local/wrap-event.ts';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { tierOf } from '../../src/domain/tier.ts';
import type { Parsed } from '../../src/sources/define.ts';
import { parseInput } from '../../src/sources/index.ts';

const ROOT = '../shared/samples';
const files = existsSync(ROOT)
  ? readdirSync(ROOT)
      .filter((folder) => statSync(join(ROOT, folder)).isDirectory())
      .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
  : [];

const reason = files.length > 0 ? '' : ` (skipped: no samples in ${ROOT})`;

function results(file: string): Parsed[] {
  return toEnvelopes(readFileSync(join(ROOT, file), 'utf8')).flatMap((envelope) => parseInput(envelope).results);
}

function tiers(file: string): string[] {
  return results(file).map((result) =>
    result.outcome === 'finding' ? `tier ${tierOf({ finding: result.finding, environment: 'unknown' }).tier}` : result.outcome,
  );
}

describe.skipIf(files.length === 0)(`real inputs${reason}`, () => {
  test.each(files)('%s', (file) => {
    for (const envelope of toEnvelopes(readFileSync(join(ROOT, file), 'utf8'))) {
      expect(matchingRules(envelope).length).toBeLessThanOrEqual(1);
    }
    const all = results(file);
    expect(all.length).toBeGreaterThan(0);
    for (const result of all) {
      if (result.outcome === 'finding') whole(result.finding);
      else expect(result.reason.length).toBeGreaterThan(10);
    }
  });

  test.each<[RegExp, string[]]>([
    [/cloudtrail--(?:StopLogging|DeleteTrail|PutEventSelectors)\.json$/, ['tier 3']],
    [/ConsoleLogin\.json$/, ['tier 2', 'tier 3']],
    [/AWS-Health-Event--3\.json$/, ['tier 3']],
    [/Object-Scan-Result\.json$/, ['tier 3']],
    [/EC2\.1--FAILED\.json$/, ['tier 1', 'tier 2']],
    [/Trusted-Advisor-.*Exposed-Access-Keys\.json$/, ['tier 3']],
    [/Trusted-Advisor-.*(?:Amazon-S3|RDS-Idle|Utili[sz]|Underutil|Unassoc|Load-Balancer)/, ['tier 1']],
    [/Step-Functions|Insight-Results|State-change|Tag-Change|Support-Case|Macie-Alert|KMS-CMK|AHA-Event/, ['declined']],
    [/PASSED\.json$/, ['tier 1', 'rejected']],
    [/README\.md$|webhook-/, ['rejected']],
  ])('%s is %s', (pattern, expected) => {
    const found = files.filter((file) => pattern.test(file)).flatMap(tiers);
    expect(found.length).toBeGreaterThan(0);
    for (const outcome of found) expect(expected).toContain(outcome);
  });
});

function whole(finding: Finding): void {
  expect(finding.account).toMatch(/^\d{12}$/);
  expect(finding.resources.length).toBeGreaterThan(0);
  expect(finding.title).not.toBe('');
  expect(caseKeyOf(finding)).toContain('|');
  // A full key id is only ever in accessKeys.
  for (const key of finding.accessKeys.filter(({ kind }) => kind !== 'none'))
    expect(JSON.stringify(finding.resources)).not.toContain(key.id);
}
