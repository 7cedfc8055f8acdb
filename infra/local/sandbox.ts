/** The sandbox's command: npm run sandbox -- [--port 4173] [--data DIR] [--empty] [--quiet]. */
import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    data: { type: 'string' },
    empty: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    policy: { type: 'string' },
    geo: { type: 'string' },
  },
});
const { SLACK_API_URL: slackApiUrl, AWS_ENDPOINT_URL: awsEndpoint } = process.env;
const { address, close } = await startSandbox({
  port: Number(values.port),
  empty: values.empty,
  quiet: values.quiet,
  ...(values.data && { data: values.data }),
  ...(values.policy && { policyFile: values.policy }),
  ...(values.geo && { geoDatabase: values.geo }),
  ...(slackApiUrl && { slackApiUrl }),
  ...(awsEndpoint && { awsEndpoint }),
});
process.stdout.write(`${address}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
