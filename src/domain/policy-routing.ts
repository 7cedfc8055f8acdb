/** The parts of policy that say where and when something is shown: routes, quiet hours, digests, hand-overs. */
import * as z from 'zod';
import { isTimeZone, weekdays } from './local-time.ts';
import { onCallGroup } from './on-call.ts';

export const account = z.string().regex(/^\d{12}$/, 'an account id has twelve digits, in quotes');
export const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'names are lower-case letters, digits and dashes');
export const environment = z.enum(['production', 'staging', 'development', 'unknown']);
const severity = z.enum(['informational', 'low', 'medium', 'high', 'critical']);
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like "08:00", in quotes');
const timeZone = z.string().refine(isTimeZone, 'a time zone is given by its name, such as Europe/Berlin').default('UTC');
const weekday = z.enum(weekdays);
/** Where an account is in the organization, from the top: "workloads/prod"; the ids of units work as well. */
export const unit = z.string().regex(/^[\w.-]+(?:\/[\w. -]+)*$/, 'an organizational unit is given by its path, such as workloads/prod');
const pattern = z.string().min(1).max(100);

export const route = z.strictObject({
  name,
  channel: name,
  severities: z.array(severity).optional(),
  accounts: z.array(account).optional(),
  environments: z.array(environment).optional(),
  /** Organizational units, with all that is in them. */
  units: z.array(unit).optional(),
  /** Owners, as `accounts` names them. */
  owners: z.array(z.string().max(64)).optional(),
  products: z.array(z.string()).optional(),
  /** Types of findings or ids of controls, in which "*" stands for anything. */
  types: z.array(pattern).optional(),
  /** What kind of danger it is. */
  families: z.array(z.enum(['active', 'exposure', 'vulnerability', 'hygiene'])).optional(),
  /** Resource tag that must be present; "*" for any value. Tags choose a route, never a channel. */
  tags: z.record(z.string(), z.string()).optional(),
});

/** Tiers 1 and 2 wait for the end; tier 3, and whatever people began, does not. */
export const quietHours = z.strictObject({
  /** In all channels when left out. */
  channels: z.array(name).optional(),
  from: clock,
  until: clock,
  timeZone,
  /** Whole days that are quiet, too. */
  days: z.array(weekday).default([]),
});

export const digest = z.strictObject({
  channel: name,
  /** The channels it is about; its own when left out. */
  of: z.array(name).min(1).optional(),
  every: z.enum(['day', 'week']),
  /** Of a weekly one. */
  on: weekday.default('monday'),
  at: clock,
  timeZone,
});

/** What the next shift is told when those on call change: a group, or a level of PagerDuty's escalation policy. */
export const handOver = z
  .strictObject({
    channel: name,
    /** The channels it is about; its own when left out. */
    of: z.array(name).min(1).optional(),
    group: name.optional(),
    onCall: z.number().int().min(1).max(20).optional(),
  })
  .refine(({ group, onCall }) => (group === undefined) !== (onCall === undefined), {
    error: 'give either a group or onCall, a level of PagerDuty',
  })
  .transform(({ channel, of, group, onCall }) => ({ channel, ...(of && { of }), group: group ?? onCallGroup(onCall ?? 1) }));
