/** The doors that other people's servers knock at: one HTTP API, a route per door, throttled; each door checks the caller's signature itself. */
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { accept } from '../accepted.ts';
import type { Hub } from './hub.ts';
import { type Functions, functionNamed } from './lambda-functions.ts';
import { idOf } from './queues.ts';

/** Requests a second, of everybody together: hundreds of people clicking, and still nothing a flood could cost much with. */
const throttle = { rateLimit: 50, burstLimit: 100 };

export function makeDoors(made: Functions, { stack, names, settings, rows, key }: Hub): HttpApi {
  const api = new HttpApi(stack, 'Doors', { apiName: names.of('doors'), createDefaultStage: false });
  const logGroup = new LogGroup(stack, 'DoorsLog', {
    logGroupName: `/aws/apigateway/${names.of('doors')}`,
    retention: settings.logDays,
    ...(key && { encryptionKey: key }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const stage = new HttpStage(stack, 'DoorsStage', {
    httpApi: api,
    autoDeploy: true,
    throttle,
    accessLogSettings: { destination: new LogGroupLogDestination(logGroup) },
  });
  for (const row of rows) {
    if (!('http' in row.trigger)) continue;
    const path = `/${row.trigger.http}`;
    const integration = new HttpLambdaIntegration(row.name, functionNamed(made, row.name));
    for (const route of api.addRoutes({ path, methods: [HttpMethod.POST], integration }))
      accept(
        route,
        'APIG4',
        'The caller is known by a signature that the function checks before it reads anything; Slack and PagerDuty have no AWS or OAuth identity.',
      );
    new CfnOutput(stack, `${idOf(row.trigger.http)}Address`, {
      value: `${stage.url}${row.trigger.http}`,
      description: 'Where its requests go',
    });
  }
  return api;
}
