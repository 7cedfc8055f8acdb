/** Everything the fake Slack remembers: people, channels, ephemeral messages, open views, triggers, response URLs, faults and the log. */
import { randomBytes } from 'node:crypto';
import { RateLimits } from './rate-limits.ts';
import {
  type BotIdentity,
  type Channel,
  type EphemeralMessage,
  type FakeSlackOptions,
  type FaultMode,
  type LogEntry,
  type OpenView,
  type Person,
  type SlackFile,
  SlackRefusal,
  type Usergroup,
} from './types.ts';

const TRIGGER_MILLISECONDS = 3_000;
const RESPONSE_URL_MILLISECONDS = 30 * 60_000;
const RESPONSE_URL_USES = 5;
const LOG_ENTRIES = 10_000;

interface Trigger {
  user: string;
  expires: number;
  used: boolean;
}
export interface ResponseUrl {
  channel: string;
  user: string;
  /** The message it was issued for, when there is one. */
  ts?: string;
  uses: number;
  expires: number;
}

export class SlackStore {
  readonly options: FakeSlackOptions;
  readonly bot: BotIdentity;
  readonly people: Person[];
  readonly usergroups: Usergroup[];
  readonly channels = new Map<string, Channel>();
  readonly ephemeral: EphemeralMessage[] = [];
  /** Person -> modals, the one on top last. */
  readonly modals = new Map<string, OpenView[]>();
  readonly homes = new Map<string, OpenView>();
  readonly files = new Map<string, SlackFile>();
  /** Person -> what is wrong with the inputs of the modal on top. */
  readonly viewErrors = new Map<string, Record<string, string>>();
  readonly log: LogEntry[] = [];
  readonly limits: RateLimits;
  /** Calls that were over a rate limit; injected 429 answers do not count. */
  rateLimited = 0;
  private readonly triggers = new Map<string, Trigger>();
  private readonly responseUrls = new Map<string, ResponseUrl>();
  private faults: { mode: FaultMode; left: number; method?: string }[] = [];

  constructor(options: FakeSlackOptions) {
    this.options = options;
    this.bot = { userId: 'U0DRAWBRIDGE', botId: 'B0DRAWBRIDGE', appId: 'A0DRAWBRIDGE', name: 'drawbridge', ...options.bot };
    this.people = [...options.people];
    this.usergroups = (options.usergroups ?? []).map((group) => ({ ...group, users: [...group.users] }));
    this.limits = new RateLimits(options.clock);
    for (const channel of options.channels) {
      const isPrivate = channel.private ?? false;
      this.addChannel({ id: channel.id, name: channel.name, private: isPrivate, member: channel.invited ?? !isPrivate, direct: false });
    }
  }

  person(idOrName: unknown): Person | undefined {
    const wanted = String(idOrName).replace(/^@/, '');
    return this.people.find((person) => person.id === wanted) ?? this.people.find((person) => person.name === wanted);
  }

  /** A channel by id or name; a person's id means the direct messages with them. */
  channel(idOrName: unknown): Channel | undefined {
    const wanted = String(idOrName).replace(/^#/, '');
    const found = this.channels.get(wanted) ?? [...this.channels.values()].find((channel) => channel.name === wanted && !channel.direct);
    const person = found ? undefined : this.people.find((one) => one.id === wanted);
    return person ? this.directChannel(person) : found;
  }

  /** A ts never repeats in a channel, even when the clock stands still. */
  nextTs(channel: Channel): string {
    channel.lastMicros = Math.max(channel.lastMicros + 1, Math.floor(this.options.clock.now() * 1000));
    return `${Math.floor(channel.lastMicros / 1e6)}.${String(channel.lastMicros % 1e6).padStart(6, '0')}`;
  }

  newId(prefix: string): string {
    return `${prefix}${randomBytes(5).toString('hex').toUpperCase()}`;
  }

  /** Lives three seconds of wall time and opens one view. */
  issueTrigger(user: string): string {
    const now = this.options.clock.wall();
    if (this.triggers.size > 1000) for (const [id, trigger] of this.triggers) if (trigger.expires + 60_000 < now) this.triggers.delete(id);
    const id = `${Math.floor(now)}.${this.triggers.size + 1}.${randomBytes(16).toString('hex')}`;
    this.triggers.set(id, { user, expires: now + TRIGGER_MILLISECONDS, used: false });
    return id;
  }

  redeemTrigger(id: unknown): string {
    const trigger = this.triggers.get(String(id));
    if (!trigger) throw new SlackRefusal('invalid_trigger_id');
    if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
    if (this.options.clock.wall() > trigger.expires) throw new SlackRefusal('expired_trigger_id');
    trigger.used = true;
    return trigger.user;
  }

  issueResponseUrl(about: { channel: string; user: string; ts?: string }): string {
    const id = randomBytes(12).toString('hex');
    const now = this.options.clock.wall();
    for (const [old, url] of this.responseUrls) if (url.expires < now) this.responseUrls.delete(old);
    this.responseUrls.set(id, { ...about, uses: RESPONSE_URL_USES, expires: now + RESPONSE_URL_MILLISECONDS });
    return `${this.options.baseUrl()}/slack/api/response/${id}`;
  }

  useResponseUrl(id: string): ResponseUrl {
    const url = this.responseUrls.get(id);
    if (!url || url.expires < this.options.clock.wall()) throw new SlackRefusal('expired_url');
    if (url.uses === 0) throw new SlackRefusal('used_url');
    url.uses -= 1;
    return url;
  }

  /** What Slack itself tells a person when the bot did not answer. */
  tellError(user: string, channel: string, text: string): void {
    const known = this.channel(channel);
    const ts = known ? this.nextTs(known) : `${this.options.clock.now() / 1000}`;
    this.ephemeral.push({ kind: 'slack-error', user, channel: known?.id ?? channel, text, ts });
  }

  record(entry: Omit<LogEntry, 'at'>): void {
    this.log.push({ at: new Date(this.options.clock.now()).toISOString(), ...entry });
    if (this.log.length > LOG_ENTRIES) this.log.splice(0, this.log.length - LOG_ENTRIES);
  }

  /** `count` 0 takes back what is left of a fault. */
  fault(mode: FaultMode, count: number, method?: string): void {
    this.faults = this.faults.filter((one) => count > 0 || one.mode !== mode);
    if (count > 0) this.faults.push({ mode, left: count, ...(method ? { method } : {}) });
  }

  takeFault(kind: 'api' | 'delivery', method: string): FaultMode | undefined {
    const fits = (mode: FaultMode) => (mode === 'duplicate') === (kind === 'delivery');
    const fault = this.faults.find((one) => one.left > 0 && fits(one.mode) && (one.method ?? method) === method);
    if (!fault) return undefined;
    fault.left -= 1;
    this.faults = this.faults.filter((one) => one.left > 0);
    return fault.mode;
  }

  private directChannel(person: Person): Channel {
    const id = `D${person.id.slice(1)}`;
    return this.channels.get(id) ?? this.addChannel({ id, name: person.name, private: true, member: true, direct: true });
  }

  private addChannel(about: Pick<Channel, 'id' | 'name' | 'private' | 'member' | 'direct'>): Channel {
    const channel: Channel = { ...about, messages: [], byTs: new Map(), lastMicros: 0 };
    this.channels.set(channel.id, channel);
    return channel;
  }
}
