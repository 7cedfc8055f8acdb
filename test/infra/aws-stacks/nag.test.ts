/** cdk-nag over all three stacks: nothing it reports is left without a reason, and it does look. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { makeAll, settingsWith } from '../../fixtures/aws-stacks.ts';

interface Report {
  pluginReports?: { pluginName: string; violations?: { ruleName: string; violatingConstructs?: { constructPath?: string }[] }[] }[];
}

/** What cdk-nag found, as `<rule> <path>`; `spoil` adds to the app what it should find. */
function nagFindings(spoil: (app: App) => void = () => undefined, context: Record<string, string> = {}): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const app = new App({ outdir });
    makeAll(app, settingsWith(context));
    spoil(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    try {
      app.synth();
    } catch {
      // It rejects what it finds; the report says what that is.
    }
    const { pluginReports = [] } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return pluginReports.flatMap(({ violations = [] }) =>
      violations.flatMap(({ ruleName, violatingConstructs = [] }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath ?? ''}`),
      ),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

it.each([{}, { customerKey: 'yes', evidenceMode: 'compliance' }])('finds nothing with %j', (context) => {
  expect(nagFindings(undefined, context)).toEqual([]);
});

it('finds what somebody adds without thinking', () => {
  const found = nagFindings((app) => new Bucket(new Stack(app, 'Careless'), 'Bucket'));
  expect(found.map((each) => each.split(' ')[0])).toContain('AwsSolutions-S10');
});
