/** What a person reads of a Slack message or modal, as plain text: blocks in order, buttons in brackets, dates by their fallback. */

type Json = Record<string, unknown>;

export interface Shown {
  text?: string;
  title?: unknown;
  submit?: unknown;
  blocks?: unknown;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** Slack's markup as people see it. */
function plain(text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join(' ');
  if (!isJson(value)) return '';
  if (value.type === 'date' && typeof value.fallback === 'string') return value.fallback;
  if (Array.isArray(value.elements)) return value.elements.map(wordsOf).join(value.type === 'rich_text_section' ? '' : ' ');
  return wordsOf(value.text);
}

function controlWords(element: Json): string {
  if (element.type === 'overflow') return `[… ${list(element.options).map(wordsOf).join(' | ')}]`;
  if (element.type !== 'button') return `(${String(element.type)})`;
  const style = typeof element.style === 'string' ? ` ${element.style}` : '';
  return `[${wordsOf(element)}${style}]`;
}

function tableWords(block: Json): string {
  const rows = Array.isArray(block.rows) ? (block.rows as unknown[]) : [];
  return rows.map((row) => (Array.isArray(row) ? row.map(wordsOf).join(' · ') : '')).join('\n');
}

function blockWords(block: Json): string {
  const accessory = isJson(block.accessory) ? ` ${controlWords(block.accessory)}` : '';
  switch (block.type) {
    case 'header':
      return `# ${wordsOf(block.text)}`;
    case 'divider':
      return '---';
    case 'section':
      return [wordsOf(block.text), ...list(block.fields).map(wordsOf)].filter(Boolean).join('\n') + accessory;
    case 'actions':
      return list(block.elements).map(controlWords).join(' ');
    case 'context':
      return `(${list(block.elements).map(wordsOf).join(' · ')})`;
    case 'input':
      return `${wordsOf(block.label)} <${String(block.block_id)}>`;
    case 'table':
      return tableWords(block);
    default:
      return wordsOf(block);
  }
}

export function render(shown: Shown): string {
  const blocks = list(shown.blocks).map(blockWords);
  const title = shown.title === undefined ? [] : [`= ${wordsOf(shown.title)} =`];
  const submit = isJson(shown.submit) ? [`[${wordsOf(shown.submit)}]`] : [];
  return [...title, ...(blocks.length > 0 ? blocks : [plain(shown.text ?? '')]), ...submit].join('\n');
}
