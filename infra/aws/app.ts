/** The CDK app: the hub's stack, the two that StackSets bring to the member accounts, and the management account's share. `npx cdk synth` needs no account and no network. */
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildCode } from './code.ts';
import { makeHubStack } from './hub/hub-stack.ts';
import { makeForwardingStack } from './member/forwarding-stack.ts';
import { makeManagementStack, makeRolesStack } from './member/roles-stack.ts';
import { readSettings } from './settings.ts';

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name) as unknown);
const code = await buildCode(fileURLToPath(new URL('../../dist/lambda', import.meta.url)), settings.policyFile);
makeHubStack(app, settings, code);
makeRolesStack(app, settings);
makeManagementStack(app, settings);
makeForwardingStack(app, settings);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
