/** What Slack writes between angle brackets: links, people, channels, groups, broadcasts and dates. */
export type AngleToken =
  | { type: 'link'; url: string; label: string }
  | { type: 'user' | 'channel' | 'group'; id: string; label?: string }
  | { type: 'broadcast'; range: string }
  | { type: 'date'; seconds: number; format: string; url?: string; fallback: string };

/** Slack decodes exactly these three. */
export function unescapeEntities(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** Only addresses that cannot run anything become links. */
export function safeUrl(url: string): string | undefined {
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : undefined;
}

function command(body: string, label: string | undefined): AngleToken | undefined {
  const [name = '', ...rest] = body.split('^');
  if (name === 'date') {
    const [seconds = '', format = '', url] = rest;
    if (!/^\d+$/.test(seconds) || format === '') return undefined;
    return {
      type: 'date',
      seconds: Number(seconds),
      format,
      fallback: unescapeEntities(label ?? ''),
      ...(url ? { url: unescapeEntities(url) } : {}),
    };
  }
  if (name === 'subteam') return { type: 'group', id: rest[0] ?? '', ...(label ? { label: unescapeEntities(label) } : {}) };
  return /^(?:here|channel|everyone)$/.test(name) ? { type: 'broadcast', range: name } : undefined;
}

/** What `<content>` means; undefined when it means nothing and stays text. */
export function parseAngle(content: string): AngleToken | undefined {
  const bar = content.indexOf('|');
  const body = bar === -1 ? content : content.slice(0, bar);
  const label = bar === -1 ? undefined : content.slice(bar + 1);
  const named = label ? { label: unescapeEntities(label) } : {};
  if (/^@[UW][A-Z0-9]+$/.test(body)) return { type: 'user', id: body.slice(1), ...named };
  if (/^#[CG][A-Z0-9]+$/.test(body)) return { type: 'channel', id: body.slice(1), ...named };
  if (body.startsWith('!')) return command(body.slice(1), label);
  const url = safeUrl(unescapeEntities(body));
  return url ? { type: 'link', url, label: label ? unescapeEntities(label) : url.replace(/^mailto:/, '') } : undefined;
}
