/** The Slack door: verify, validate, at most one call to Slack, one message to the queue, then 200; without the message never a 200. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { messageModal, placeholderModal } from '../blocks/plan-modal.ts';
import { type Click, knownControls, modalActions, staysOpen } from '../src/domain/click.ts';
import { opensModal } from '../src/domain/command/opens-modal.ts';
import { parseCommand } from '../src/domain/command/parse-command.ts';
import { readClick } from '../src/domain/read-click.ts';
import { validateForm } from '../src/domain/validate-form.ts';
import type { Clock } from '../src/services/clock.ts';
import type { Log } from '../src/services/log.ts';
import type { Queues } from '../src/services/queues.ts';
import { createReplayMemory } from './replay-memory.ts';
import { type Answer, type BoltEvent, listen, type OpenModal, type Passage } from './slack-listen.ts';
import { verifyRequest } from './slack-verify.ts';

export interface SlackDoorOptions {
  config: { signingSecrets: readonly string[]; token: string; botId: string; botUserId: string; apiUrl?: string };
  clock: Pick<Clock, 'wall' | 'within'>;
  log: Log;
  queues: Pick<Queues, 'click'>;
  /** Playbook ids: their buttons and plan forms carry them. */
  actionIds: readonly string[];
}
export type SlackDoor = (event: APIGatewayProxyEventV2, context: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

const QUEUE_MILLISECONDS = 1_500;
const acceptedTypes = new Set(['application/json', 'application/x-www-form-urlencoded']);

/** Bolt trips over a payload that is no object. */
function isReadable(body: string, contentType: string): boolean {
  const text = contentType === 'application/json' ? body : new URLSearchParams(body).get('payload');
  if (text === null) return true;
  try {
    const payload: unknown = JSON.parse(text);
    return typeof payload === 'object' && payload !== null;
  } catch {
    return false;
  }
}

/** "disable_access_keys" as a title. */
function titleOf(control: string): string {
  const words = control.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

export function createSlackDoor({ config, clock, log, queues, actionIds }: SlackDoorOptions): SlackDoor {
  const known = knownControls(actionIds);
  const memory = createReplayMemory<APIGatewayProxyStructuredResultV2>();

  /** A trigger that expired does not lose the click: the worker answers without a modal. */
  async function withPlaceholder(click: Click, payload: object, open: OpenModal): Promise<Click> {
    const { viewId } = click;
    const action = click.kind === 'command' ? controlOf(click) : click.action;
    const trigger = 'trigger_id' in payload ? payload.trigger_id : undefined;
    if (!action || viewId || typeof trigger !== 'string' || !(modalActions.has(action) || actionIds.includes(action))) return click;
    const planned = actionIds.includes(action) || staysOpen(action, actionIds);
    const view = planned
      ? placeholderModal(titleOf(action))
      : messageModal(titleOf(action === 'all' ? 'all_actions' : action), ['One moment…']);
    try {
      const opened = await open(trigger, view);
      return opened ? { ...click, viewId: opened } : click;
    } catch (error) {
      log.warn('a modal could not be opened', { error: error instanceof Error ? error.message : 'unknown' });
      return click;
    }
  }

  /** Words that open what a button opens. */
  function controlOf({ text = '' }: Click): string | undefined {
    const parsed = parseCommand(text, actionIds);
    return parsed.ok && opensModal(parsed.command) ? parsed.command.verb.control : undefined;
  }

  async function enqueue(click: Click, passage: Passage): Promise<boolean> {
    try {
      await clock.within(QUEUE_MILLISECONDS, 'the click queue', queues.click(JSON.stringify(click), click.id, click.user));
      passage.outcome = 'taken';
    } catch (error) {
      passage.outcome = 'lost';
      log.error('a click could not be queued', error);
    }
    return passage.outcome === 'taken';
  }

  function isKnown(click: Click): boolean {
    if (click.kind === 'action') return known.has(click.action ?? '');
    if (click.kind === 'submission' || click.kind === 'closed') return known.has(click.callbackId ?? '');
    return true;
  }

  async function take(payload: object, passage: Passage, open: OpenModal): Promise<Answer> {
    const click = readClick(payload, { id: passage.id, at: passage.at });
    if (!(click && isKnown(click))) {
      passage.outcome = 'refused';
      log.warn('not one of our controls: nothing was done', { kind: click?.kind, control: click?.action ?? click?.callbackId });
      return {};
    }
    if (click.kind === 'submission') return submit(click, passage);
    return (await enqueue(await withPlaceholder(click, payload, open), passage)) ? {} : 'no answer';
  }

  async function submit(click: Click, passage: Passage): Promise<Answer> {
    const errors = validateForm(click, actionIds);
    if (Object.keys(errors).length > 0) {
      passage.outcome = 'invalid';
      return { errors };
    }
    const { callbackId = '', viewId, ...rest } = click;
    const stays = staysOpen(callbackId, actionIds);
    if (!(await enqueue({ ...rest, callbackId, ...(stays && viewId && { viewId }) }, passage))) return 'no answer';
    // The worker answers by this external id, which exists only once Slack shows this view.
    return stays ? { view: { ...messageModal(titleOf(callbackId), ['Working…']), external_id: click.id } } : {};
  }

  const bolt = listen({ config, log, actionIds, take });

  async function pass(event: BoltEvent): Promise<APIGatewayProxyStructuredResultV2> {
    const { passage } = event;
    try {
      const { statusCode, body } = await bolt(event);
      if (passage.outcome === 'lost') return { statusCode: 503, body: '' };
      if (statusCode === 200) return { statusCode, ...(body.startsWith('{') && { headers: { 'content-type': 'application/json' } }), body };
      if (passage.outcome === 'taken') return { statusCode: 200, body: '' };
      if (statusCode !== 404) return { statusCode: 503, body: '' };
      log.warn('nothing listens for this request: nothing was done');
      return { statusCode: 200, body: '' };
    } catch {
      // Signed, and yet neither a form nor JSON that can be read.
      log.warn('a signed request could not be read');
      return { statusCode: 400, body: '' };
    }
  }

  return async (event, _context) => {
    const at = clock.wall();
    const verified = verifyRequest(event, config.signingSecrets, at);
    if (!verified.ok) {
      log.warn('a request was refused at the Slack door', { because: verified.because });
      return { statusCode: verified.status, body: '' };
    }
    const { id, body, contentType } = verified;
    if (!acceptedTypes.has(contentType)) return { statusCode: 415, body: '' };
    if (!isReadable(body, contentType)) {
      log.warn('a signed request could not be read');
      return { statusCode: 400, body: '' };
    }
    const passed = { ...event, headers: { 'content-type': contentType }, body, isBase64Encoded: false, passage: { id, at } } as BoltEvent;
    return memory.once(
      id,
      at,
      () => pass(passed),
      ({ statusCode }) => statusCode === 200,
    );
  };
}
