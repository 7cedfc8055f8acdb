/** rich_text blocks: sections, lists, quotes and preformatted text, with styled leaves. */
import { h } from '../element.ts';
import { emojiFor } from '../emoji.ts';
import type { RichElement } from '../shapes.ts';
import { channelMention, link, mention, type Reader, slackDate } from '../text.ts';
import { UnknownBlockError } from './surface.ts';

function styled(node: Node, style: RichElement['style']): Node {
  if (typeof style !== 'object') return node;
  let result = node;
  if (style.code) result = h('code', {}, result);
  if (style.strike) result = h('s', {}, result);
  if (style.italic) result = h('em', {}, result);
  if (style.bold) result = h('strong', {}, result);
  return result;
}

function lines(text: string): Node {
  const fragment = document.createDocumentFragment();
  for (const [index, line] of text.split('\n').entries()) fragment.append(...(index > 0 ? [h('br')] : []), line);
  return fragment;
}

function leaf(reader: Reader, element: RichElement): Node {
  switch (element.type) {
    case 'text':
      return styled(lines(element.text ?? ''), element.style);
    case 'link':
      return styled(link(element.url ?? '', element.text ?? element.url ?? ''), element.style);
    case 'user':
      return mention(reader, element.user_id ?? '');
    case 'channel':
      return channelMention(reader, element.channel_id ?? '');
    case 'usergroup':
      return h('span', { class: 'mention' }, `@${element.usergroup_id}`);
    case 'broadcast':
      return h('span', { class: 'mention mention-all' }, `@${element.range}`);
    case 'emoji':
      return document.createTextNode(emojiFor(element.name ?? '') ?? `:${element.name}:`);
    case 'date':
      return slackDate(reader, element.timestamp ?? Number.NaN, element.format ?? '', element.fallback ?? '', element.url);
    default:
      throw new UnknownBlockError(`This page cannot show rich text of type "${element.type}".`);
  }
}

function container(reader: Reader, element: RichElement): HTMLElement {
  const children = element.elements ?? [];
  const leaves = () => children.map((child) => leaf(reader, child));
  switch (element.type) {
    case 'rich_text_section':
      return h('div', {}, ...leaves());
    case 'rich_text_quote':
      return h('blockquote', {}, ...leaves());
    case 'rich_text_preformatted':
      return h('pre', {}, ...leaves());
    case 'rich_text_list': {
      const items = children.map((child) => h('li', {}, container(reader, child)));
      return h(element.style === 'ordered' ? 'ol' : 'ul', { class: `indent-${Math.min(element.indent ?? 0, 4)}` }, ...items);
    }
    default:
      throw new UnknownBlockError(`This page cannot show rich text of type "${element.type}".`);
  }
}

export function richText(reader: Reader, elements: RichElement[]): HTMLElement {
  return h('div', { class: 'block-rich' }, ...elements.map((element) => container(reader, element)));
}
