/** What Slack accepts as a block, and on which surfaces. */
import {
  accessory,
  actionsElement,
  button,
  contextActionsElement,
  imageElement,
  inputElement,
  picture,
  pictureAgrees,
} from './element-shapes.ts';
import { LIMITS } from './limit-table.ts';
import { richText } from './rich-text-shape.ts';
import { anything, byType, flag, integer, isRecord, list, oneOf, type Rule, shape, string, text, url } from './shape.ts';

export type SlackSurface = 'message' | 'modal' | 'home';

const block = { type: anything, block_id: string(LIMITS.id) };
const id = string(LIMITS.id);
const plain = (most: number) => text(most, 'plain_text');
const mrkdwn = (most: number) => text(most, 'mrkdwn');

const cell = byType(
  {
    rich_text: richText,
    raw_text: shape({ type: anything, text: string(LIMITS.tableCharacters) }, ['text']),
    raw_number: shape({ type: anything, value: anything, text: string(LIMITS.tableCharacters) }, ['value', 'text']),
  },
  'a table cell',
);
const column = shape({ align: oneOf('left', 'center', 'right'), is_wrapped: flag });

/** Every `text` under a value, in characters: how Slack sizes a table. */
function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + charactersIn(item), 0);
  if (!isRecord(value)) return 0;
  let sum = 0;
  for (const [name, item] of Object.entries(value))
    sum += name === 'text' && typeof item === 'string' ? [...item].length : charactersIn(item);
  return sum;
}
const fits: Parameters<typeof shape>[2] = (table, pointer, say) => {
  const characters = charactersIn(table.rows);
  if (characters > LIMITS.tableCharacters)
    say(`${pointer}/rows`, `hold ${characters} characters, at most ${LIMITS.tableCharacters} are allowed`);
};

const card = shape(
  {
    ...block,
    hero_image: imageElement,
    icon: imageElement,
    title: mrkdwn(LIMITS.cardTitle),
    subtitle: mrkdwn(LIMITS.cardTitle),
    body: mrkdwn(LIMITS.cardBody),
    actions: list(button, LIMITS.cardButtons),
  },
  [],
  (value, pointer, say) => {
    if (!['hero_image', 'title', 'actions', 'body'].some((name) => value[name] !== undefined))
      say(pointer, 'needs a picture, a title, a body or buttons');
  },
);

const NESTABLE: Record<string, Rule> = {
  actions: shape({ ...block, elements: list(actionsElement, LIMITS.actionsElements) }, ['elements']),
  context: shape(
    {
      ...block,
      elements: list(
        byType({ image: imageElement, plain_text: plain(LIMITS.text), mrkdwn: mrkdwn(LIMITS.text) }, 'text or a picture'),
        LIMITS.contextElements,
      ),
    },
    ['elements'],
  ),
  divider: shape(block),
  file: shape({ ...block, source: oneOf('remote'), external_id: id }, ['source', 'external_id']),
  header: shape({ ...block, text: plain(LIMITS.header), level: integer(1, 4) }, ['text']),
  image: shape({ ...block, ...picture, title: plain(LIMITS.imageTitle) }, ['alt_text'], pictureAgrees),
  input: shape(
    { ...block, label: plain(LIMITS.label), hint: plain(LIMITS.label), optional: flag, dispatch_action: flag, element: inputElement },
    ['label', 'element'],
  ),
  rich_text: richText,
  section: shape(
    { ...block, text: text(LIMITS.text), fields: list(text(LIMITS.field), LIMITS.fields), accessory, expand: flag },
    [],
    (value, pointer, say) => {
      if (value.text === undefined && value.fields === undefined) say(pointer, 'needs "text" or "fields"');
    },
  ),
  table: shape(
    {
      ...block,
      rows: list(list(cell, LIMITS.tableCells), LIMITS.tableRows),
      column_settings: list((value, pointer, say) => value !== null && column(value, pointer, say), LIMITS.tableCells),
    },
    ['rows'],
    fits,
  ),
  video: shape(
    {
      ...block,
      video_url: url(LIMITS.url),
      thumbnail_url: url(LIMITS.url),
      alt_text: string(LIMITS.altText),
      title: plain(LIMITS.videoTitle),
      title_url: url(LIMITS.url),
      author_name: string(49),
      provider_name: id,
      provider_icon_url: url(LIMITS.url),
      description: plain(LIMITS.text),
    },
    ['video_url', 'thumbnail_url', 'alt_text', 'title'],
  ),
};
const taskCard = shape(
  {
    ...block,
    task_id: id,
    title: id,
    details: richText,
    output: richText,
    sources: anything,
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  ['task_id', 'title', 'status'],
);

const BLOCKS: Record<string, Rule> = {
  ...NESTABLE,
  alert: shape({ ...block, text: text(LIMITS.alertText), level: oneOf('default', 'info', 'warning', 'error', 'success') }, ['text']),
  card,
  carousel: shape({ ...block, elements: list(card, LIMITS.cards) }, ['elements']),
  container: shape(
    {
      ...block,
      title: plain(LIMITS.containerTitle),
      rich_text_title: richText,
      subtitle: text(LIMITS.containerTitle),
      child_blocks: list(byType(NESTABLE, 'a block that a container can hold'), LIMITS.containerBlocks),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: imageElement,
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
    ['child_blocks'],
    (value, pointer, say) => {
      if (value.title === undefined && value.rich_text_title === undefined) say(pointer, 'lacks "title"');
    },
  ),
  context_actions: shape({ ...block, elements: list(contextActionsElement, LIMITS.contextActionsElements) }, ['elements']),
  data_table: shape(
    {
      ...block,
      rows: list(list(cell, LIMITS.tableCells), LIMITS.dataTableRows, 2),
      caption: id,
      page_size: integer(1, LIMITS.pageSize),
      row_header_column_index: integer(0, LIMITS.tableCells - 1),
    },
    ['rows', 'caption'],
    fits,
  ),
  markdown: shape({ ...block, text: string(LIMITS.markdown) }, ['text']),
  plan: shape({ ...block, title: id, tasks: anything }, ['title']),
  task_card: taskCard,
};

/** Blocks that not every surface takes. */
const SURFACES: Record<string, SlackSurface[]> = {
  alert: ['modal'],
  card: ['message'],
  carousel: ['message'],
  container: ['message', 'home'],
  context_actions: ['message'],
  data_table: ['message'],
  file: ['message'],
  markdown: ['message'],
  plan: ['message'],
  table: ['message'],
  task_card: ['message'],
};
const known = byType(BLOCKS, 'a block type Slack knows');

export function blockOn(surface: SlackSurface): Rule {
  return (value, pointer, say) => {
    known(value, pointer, say);
    const type = isRecord(value) ? value.type : undefined;
    const surfaces = typeof type === 'string' && Object.hasOwn(SURFACES, type) ? SURFACES[type] : undefined;
    if (surfaces && !surfaces.includes(surface)) say(`${pointer}/type`, `${type} is not allowed in a ${surface}`);
  };
}
