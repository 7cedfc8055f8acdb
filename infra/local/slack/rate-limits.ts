/** Slack's rate limits in domain time: a bucket per method, and one per channel for posting. */
import type { Clock } from '../../../src/services/clock.ts';

interface Limit {
  /** How many at once. */
  burst: number;
  perSecond: number;
}
const perMinute = (count: number): Limit => ({ burst: count, perSecond: count / 60 });
const TIERS = [perMinute(1), perMinute(20), perMinute(50), perMinute(100)] as const;
const [, TIER_2, TIER_3, TIER_4] = TIERS;

/** Slack promises one message a second in a channel and bears short bursts. */
const POSTING: Limit = { burst: 3, perSecond: 1 };
const WORKSPACE_POSTING = perMinute(300);

const METHODS: Record<string, Limit> = {
  'chat.update': TIER_3,
  'chat.delete': TIER_3,
  'chat.postEphemeral': TIER_4,
  'conversations.history': TIER_3,
  'conversations.replies': TIER_3,
  'conversations.info': TIER_3,
  'conversations.list': TIER_2,
  'usergroups.list': TIER_2,
  'usergroups.users.list': TIER_2,
  'users.info': TIER_4,
  'users.list': TIER_2,
  'users.lookupByEmail': TIER_3,
  'views.open': TIER_4,
  'views.publish': TIER_4,
  'views.push': TIER_4,
  'views.update': TIER_4,
};

export class RateLimits {
  private readonly buckets = new Map<string, { level: number; at: number }>();
  private readonly clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  /** Seconds to wait, or undefined when the call may go through. */
  refuse(method: string, channel: string): number | undefined {
    if (method === 'chat.postMessage') {
      return this.take(`${method} ${channel}`, POSTING) ?? this.take(method, WORKSPACE_POSTING);
    }
    const limit = METHODS[method];
    return limit && this.take(method, limit);
  }

  private take(key: string, limit: Limit): number | undefined {
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? { level: limit.burst, at: now };
    bucket.level = Math.min(limit.burst, bucket.level + ((now - bucket.at) / 1000) * limit.perSecond);
    bucket.at = now;
    this.buckets.set(key, bucket);
    // Twenty additions of 0.05 are a hair less than one.
    if (bucket.level < 1 - 1e-6) return Math.max(1, Math.ceil((1 - bucket.level) / limit.perSecond - 1e-6));
    bucket.level -= 1;
    return undefined;
  }
}
