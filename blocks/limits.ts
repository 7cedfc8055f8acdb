/** Says everything Slack would refuse in a payload before it is sent; the fake Slack refuses the same. */
import { blockOn, type SlackSurface } from './block-shapes.ts';
import { LIMITS } from './limit-table.ts';
import { anything, codePoints, flag, isRecord, list, matching, type Rule, type Say, shape, string, text } from './shape.ts';

export { LIMITS } from './limit-table.ts';

/** What goes to chat.postMessage, chat.update, chat.postEphemeral, a response_url (text, blocks, metadata) or views.* (view). */
export interface Payload {
  text?: unknown;
  blocks?: unknown;
  attachments?: unknown;
  metadata?: unknown;
  view?: unknown;
}

function everyActionId(value: unknown, found: string[]): string[] {
  if (Array.isArray(value)) for (const item of value) everyActionId(item, found);
  if (!isRecord(value)) return found;
  if (typeof value.action_id === 'string') found.push(value.action_id);
  for (const [name, item] of Object.entries(value)) if (name !== 'child_blocks') everyActionId(item, found);
  return found;
}

function repeated(values: string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

interface Placed {
  pointer: string;
  block: Record<string, unknown>;
}
function nested(blocks: unknown[], pointer: string): Placed[] {
  return blocks.flatMap((block, index) => {
    if (!isRecord(block)) return [];
    const here = `${pointer}/${index}`;
    const children = Array.isArray(block.child_blocks) ? nested(block.child_blocks, `${here}/child_blocks`) : [];
    return [{ pointer: here, block }, ...children];
  });
}

/** What only shows when the blocks are seen together. */
function checkTogether(blocks: unknown[], pointer: string, say: Say): void {
  const placed = nested(blocks, pointer);
  const all = placed.map(({ block }) => block);
  const ids = all.map((block) => block.block_id).filter((id): id is string => typeof id === 'string');
  for (const id of repeated(ids)) say(pointer, `hold the block_id ${JSON.stringify(id)} more than once`);
  for (const { pointer: where, block } of placed) {
    for (const id of repeated(everyActionId(block, []))) say(where, `holds the action_id ${JSON.stringify(id)} more than once`);
  }
  const tables = all.filter((block) => block.type === 'table' || block.type === 'data_table').length;
  if (tables > 1) say(pointer, `hold ${tables} tables, only_one_table_allowed`);
  const markdown = all.filter((block) => block.type === 'markdown').reduce((sum, block) => sum + codePoints(String(block.text ?? '')), 0);
  if (markdown > LIMITS.markdown) say(pointer, `hold ${markdown} characters of markdown, at most ${LIMITS.markdown} are allowed`);
}

function checkBlocks(blocks: unknown, surface: SlackSurface, pointer: string, say: Say): void {
  const most = surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  list(blockOn(surface), most, 0)(blocks, pointer, say);
  if (Array.isArray(blocks)) checkTogether(blocks, pointer, say);
}

const viewText = text(LIMITS.viewTitle, 'plain_text');
const shared = {
  type: anything,
  blocks: anything,
  private_metadata: string(LIMITS.privateMetadata, 0),
  callback_id: string(LIMITS.id, 0),
  external_id: string(LIMITS.id, 0),
};
const modal = shape({ ...shared, title: viewText, close: viewText, submit: viewText, clear_on_close: flag, notify_on_close: flag }, [
  'title',
  'blocks',
]);
const home = shape(shared, ['blocks']);

function checkView(view: unknown, pointer: string, say: Say) {
  if (!isRecord(view)) return say(pointer, 'must be an object');
  const type = view.type;
  if (type !== 'modal' && type !== 'home') return say(`${pointer}/type`, 'must be modal or home');
  (type === 'modal' ? modal : home)(view, pointer, say);
  if (view.blocks !== undefined) checkBlocks(view.blocks, type, `${pointer}/blocks`, say);
  const asks = Array.isArray(view.blocks) && view.blocks.some((block) => isRecord(block) && block.type === 'input');
  if (type === 'modal' && asks && !view.submit) say(pointer, 'has an input but no "submit"');
  const bytes = new TextEncoder().encode(JSON.stringify(view)).length;
  if (bytes > LIMITS.viewBytes) say(pointer, `has ${bytes} bytes, at most ${LIMITS.viewBytes} are allowed (view_too_large)`);
}

const scalar: Rule = (value, pointer, say) => {
  if (!['string', 'number', 'boolean'].includes(typeof value)) say(pointer, 'must be a string, a number or a boolean');
};
const flat: Rule = (value, pointer, say) => {
  if (!isRecord(value)) return scalar(value, pointer, say);
  for (const [name, item] of Object.entries(value)) scalar(item, `${pointer}/${name}`, say);
};
const eventPayload: Rule = (value, pointer, say) => {
  if (!isRecord(value)) return say(pointer, 'must be an object');
  for (const [name, item] of Object.entries(value)) {
    if (!Array.isArray(item)) flat(item, `${pointer}/${name}`, say);
    else
      for (const [index, one] of item.entries())
        isRecord(one) ? flat(one, `${pointer}/${name}/${index}`, say) : say(`${pointer}/${name}/${index}`, 'must be an object');
  }
};
const metadataShape = shape(
  {
    event_type: matching(/^[A-Za-z0-9_.-]{1,255}$/, 'must be a word of letters, digits, dots, dashes or underscores'),
    event_payload: eventPayload,
  },
  ['event_type', 'event_payload'],
);

function checkMetadata(metadata: unknown, pointer: string, say: Say) {
  // An empty object takes the metadata off a message.
  if (isRecord(metadata) && Object.keys(metadata).length === 0) return;
  metadataShape(metadata, pointer, say);
  const bytes = new TextEncoder().encode(JSON.stringify(metadata) ?? '').length;
  if (bytes > LIMITS.metadataBytes) say(pointer, `has ${bytes} bytes, at most ${LIMITS.metadataBytes} are allowed`);
}

function checkAttachments(attachments: unknown, pointer: string, say: Say): void {
  list(anything, LIMITS.attachments, 0)(attachments, pointer, say);
  for (const [index, attachment] of (Array.isArray(attachments) ? attachments : []).entries()) {
    if (!isRecord(attachment)) say(`${pointer}/${index}`, 'must be an object');
    else if (attachment.blocks !== undefined) checkBlocks(attachment.blocks, 'message', `${pointer}/${index}/blocks`, say);
  }
}

/** Every violation as `<JSON pointer>: <words>`; an empty list means Slack would take it. */
export function checkPayload(payload: Payload): string[] {
  const problems: string[] = [];
  const say: Say = (pointer, words) => {
    problems.push(`${pointer}: ${words}`);
  };
  if (payload.text !== undefined) string(LIMITS.updateText, 0)(payload.text, '/text', say);
  if (payload.blocks !== undefined) checkBlocks(payload.blocks, 'message', '/blocks', say);
  if (payload.attachments !== undefined) checkAttachments(payload.attachments, '/attachments', say);
  if (payload.metadata !== undefined) checkMetadata(payload.metadata, '/metadata', say);
  if (payload.view !== undefined) checkView(payload.view, '/view', say);
  return problems;
}
