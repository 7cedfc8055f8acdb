/** Lambda entry of the terminals' door. */
import { createCallerIdentity } from '../../src/services/identity-proof.ts';
import { createTerminalHandler } from '../terminal.ts';
import { started } from './start.ts';

export const handler = started((services) => {
  const { hubRegion: region, clock } = services;
  return createTerminalHandler(services, createCallerIdentity({ region, clock }));
});
