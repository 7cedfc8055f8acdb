/** Answers about how things go: what became of a case on its way, which route it takes, and how Drawbridge is. */
import { fallback, type Message, section } from './kit.ts';
import { bold, bounded, code, lines, type Part } from './text.ts';
import { counted, duration } from './time-words.ts';

/** Stations in order, each with what happened there; all of it is words already. */
export interface TraceView {
  caseId: string;
  stations: { name: string; what: string }[];
}

export function traceMessage({ caseId, stations }: TraceView): Message {
  const all = stations.map(({ name, what }): Part[] => [bold(`${name}:`), ` ${bounded(what, 400)}`]);
  return {
    text: fallback([`What became of case ${caseId}`]),
    blocks: [section(lines([bold('What became of case'), ' ', code(caseId)], ...all))],
  };
}

export interface RouteView {
  caseId: string;
  /** In order; the first that is taken counts. */
  routes: { name: string; channel: string; because?: string }[];
  taken: { name: string; channel: string };
  /** The one it took when it was opened. */
  before: string;
}

export function routeMessage({ caseId, routes, taken, before }: RouteView): Message {
  const tried = routes.map(({ name, channel, because }): Part[] => [
    because === undefined ? '✔ ' : '– ',
    bold(bounded(name, 60)),
    because === undefined ? ` to ${bounded(channel, 60)}` : `: not this one, ${bounded(because, 160)}`,
  ]);
  const same = before === taken.name ? 'the same as when it was opened' : `when it was opened it took ${bounded(before, 60)}`;
  const end: Part[] = [`It takes `, bold(bounded(taken.name, 60)), ` to ${bounded(taken.channel, 60)}; ${same}.`];
  return {
    text: fallback([`Case ${caseId} takes route ${taken.name}`]),
    blocks: [section(lines([bold('Route of case'), ' ', code(caseId)], ...tried, end))],
  };
}

export interface StatusView {
  policyVersion: string;
  /** Milliseconds since the last tick; undefined when there was none. */
  tickAgo?: number;
  openByTier: { tier: number; count: number }[];
  waiting: number;
  /** Cases that a surface has still to show. */
  behind: { surface: string; count: number; more: boolean }[];
  stopped: string[];
  /** Sources from which nothing comes any more, in words. */
  silent: string[];
  /** Channels that cannot be posted to, in words; none when all can. */
  channels?: string[];
}

const LATE = 180_000;

export function statusMessage({
  policyVersion,
  tickAgo,
  openByTier,
  waiting,
  behind,
  stopped,
  silent,
  channels = [],
}: StatusView): Message {
  const late = (tickAgo ?? 0) > LATE;
  const queue = behind.map(({ surface, count, more }) => `${surface} ${count}${more ? ' or more' : ''}`).join(', ');
  const all: Part[][] = [
    [bold('Clock:'), tickAgo === undefined ? ' it has not ticked yet' : `${late ? ' ⚠' : ''} ticked ${duration(tickAgo)} ago`],
    [bold('Open:'), ` ${openByTier.map(({ tier, count }) => `${count.toLocaleString('en-US')} of tier ${tier}`).join(', ')}`],
    [bold('Waiting for a decision:'), ` ${counted(waiting, 'case')}`],
    [bold('Still to be shown:'), ` ${queue === '' ? 'nothing' : queue}`],
    [bold('Stopped:'), ` ${stopped.length === 0 ? 'nothing' : bounded(stopped.join('; '), 600)}`],
    ...(silent.length === 0 ? [] : [[bold('Silent:'), ` ⚠ ${bounded(silent.join('; '), 600)}`]]),
    ...(channels.length === 0 ? [] : [[bold('Channels:'), ` ⚠ ${bounded(channels.join('; '), 600)}`]]),
    [bold('Policy:'), ' version ', code(policyVersion)],
  ];
  const well = late ? 'Drawbridge is behind' : 'Drawbridge is well';
  return { text: well, blocks: [section(lines([bold(well)], ...all))] };
}
