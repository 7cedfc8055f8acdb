/** What CloudTrail of a simulated Region knows: its trails, and the events of the last days. */
import type { Tags } from './world.ts';

export interface TrailEvent {
  id: string;
  name: string;
  time: string;
  source: string;
  username: string;
  accessKeyId?: string;
  readOnly: boolean;
  resources: { type: string; name: string }[];
  /** What goes into the record besides the above: sourceIPAddress, userAgent, errorCode… */
  record: Record<string, unknown>;
}
export interface Trail {
  name: string;
  logging: boolean;
  multiRegion: boolean;
  tags?: Tags;
  bucket: string;
  deliveryError?: string;
  /** When logging was last started and stopped from here. */
  startedAt?: string;
  stoppedAt?: string;
  /** Event selectors as they were put; everything is recorded when there are none. */
  selectors?: object[];
  /** Instead of these. */
  advancedSelectors?: object[];
}
