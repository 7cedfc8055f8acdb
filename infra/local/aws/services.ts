/** The services of the simulated accounts, by signing name. */
import { autoScaling } from './auto-scaling.ts';
import { classicLoadBalancing } from './classic-load-balancing.ts';
import { cloudTrail } from './cloud-trail.ts';
import { ec2 } from './ec2.ts';
import { guardDuty } from './guardduty.ts';
import { iam } from './iam.ts';
import { loadBalancing } from './load-balancing.ts';
import { logs } from './logs.ts';
import { s3 } from './s3.ts';
import { securityHub } from './security-hub.ts';
import { sns } from './sns.ts';
import { sts } from './sts.ts';
import type { Service } from './wire.ts';

export const services: Record<string, Service> = {
  ec2,
  iam,
  sns,
  sts,
  s3,
  autoscaling: autoScaling,
  cloudtrail: cloudTrail,
  logs,
  // Told from the newer ones by the version in the request.
  'elasticloadbalancing/2012-06-01': classicLoadBalancing,
  elasticloadbalancing: loadBalancing,
  securityhub: securityHub,
  guardduty: guardDuty,
};
