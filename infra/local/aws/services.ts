/** The services of the simulated accounts, by signing name. */
import { iam } from './iam.ts';
import { sts } from './sts.ts';
import type { Service } from './wire.ts';

export const services: Record<string, Service> = { iam, sts };
