/** Lambda entry of the terminals' door. */
import { createCallerIdentity } from '../../src/services/identity-proof.ts';
import { createServices } from '../services.ts';
import { createTerminalHandler } from '../terminal.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const { clock, config } = parts;
  const { region, awsEndpoint: endpoint } = config;
  const identity = createCallerIdentity({ region, clock, ...(endpoint && { endpoint }) });
  return createTerminalHandler(createServices(parts), identity);
});
