/** Parts of the simulated accounts that came with responses: connections, machine images, classic load balancers, managed policies, e-mails. */
import type { Tags } from './world.ts';

/** A connection that something on an interface keeps with a remote address: it lives as long as nothing cuts it. */
export interface Flow {
  interface: string;
  remote: string;
  port: number;
  startedAt: string;
  endedAt?: string;
}

export interface Image {
  id: string;
  name: string;
  snapshots: string[];
  tags: Tags;
  /** `all`, or account ids. */
  sharedWith: string[];
}

export interface ClassicLoadBalancer {
  name: string;
  vpc: string;
  instances: string[];
  tags?: Tags;
}

export interface Notice {
  topic: string;
  subject: string;
  body: string;
  attributes: Record<string, string>;
  at: string;
}

export interface ManagedPolicy {
  name: string;
  arn: string;
  createdAt: string;
  defaultVersion: string;
  versions: Record<string, { document: string; createdAt: string }>;
  /** Numbers of versions are never used again. */
  lastVersion?: number;
  tags?: Tags;
}
