/** What Slack accepts inside a rich_text block. */
import { LIMITS } from './limit-table.ts';
import { anything, byType, flag, integer, list, oneOf, shape, string, url } from './shape.ts';

const border = { border: integer(0, 1) };
const styled = {
  type: anything,
  style: shape({
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  }),
};
const id = string(LIMITS.id);
const leaf = byType(
  {
    text: shape({ ...styled, text: string(LIMITS.messageTextCut) }, ['text']),
    link: shape({ ...styled, url: url(LIMITS.url), text: string(LIMITS.text), unsafe: flag }, ['url']),
    user: shape({ ...styled, user_id: id }, ['user_id']),
    usergroup: shape({ ...styled, usergroup_id: id }, ['usergroup_id']),
    channel: shape({ ...styled, channel_id: id }, ['channel_id']),
    team: shape({ ...styled, team_id: id }, ['team_id']),
    emoji: shape({ ...styled, name: id, unicode: id, url: url(LIMITS.url), skin_tone: integer(1, 6) }, ['name']),
    broadcast: shape({ ...styled, range: oneOf('here', 'channel', 'everyone') }, ['range']),
    color: shape({ ...styled, value: id }, ['value']),
    date: shape({ ...styled, timestamp: integer(0, 99_999_999_999), format: id, url: url(LIMITS.url), fallback: id }, [
      'timestamp',
      'format',
    ]),
  },
  'a rich text element',
);
const leaves = list(leaf, 5000, 0);
const section = shape({ type: anything, elements: leaves }, ['elements']);
export const richText = shape(
  {
    type: anything,
    block_id: id,
    elements: list(
      byType(
        {
          rich_text_section: section,
          rich_text_quote: shape({ type: anything, elements: leaves, ...border }, ['elements']),
          rich_text_preformatted: shape({ type: anything, elements: leaves, ...border, language: id }, ['elements']),
          rich_text_list: shape(
            {
              type: anything,
              elements: list(section, 5000),
              style: oneOf('bullet', 'ordered'),
              indent: integer(0, 8),
              offset: integer(0, 99_999),
              ...border,
            },
            ['elements', 'style'],
          ),
        },
        'a rich text part',
      ),
      5000,
    ),
  },
  ['elements'],
);
