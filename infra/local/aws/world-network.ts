/** Parts of a simulated Region that came with responses: connections, machine images, classic load balancers. */
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
}
