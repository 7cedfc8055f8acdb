/** The sandbox's command: npm run sandbox -- [--port 4173] [--data DIR] [--empty] [--quiet]. */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { readOtherSlack } from './other-slack.ts';
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
// Collect garbage when a fifth is new: left alone, the heap doubles first, and a sandbox with many cases holds twice what it needs.
setFlagsFromString('--heap-growing-percent=20');
// Which Node versions the SDK will support is no concern of somebody who tries the sandbox.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const { AWS_ENDPOINT_URL: awsEndpoint } = process.env;
const otherSlack = await readOtherSlack(process.env);
const { address, close } = await startSandbox({
  port: Number(values.port),
  empty: values.empty,
  quiet: values.quiet,
  ...(values.data && { data: values.data }),
  ...(values.policy && { policyFile: values.policy }),
  ...(values.geo && { geoDatabase: values.geo }),
  ...(otherSlack && { otherSlack }),
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
