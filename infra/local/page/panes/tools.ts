/** The right side: what happens outside Slack, one tab per system. */
import { h } from '../element.ts';
import type { Page } from './page.ts';
import { createAwsTool } from './tool-aws.ts';
import { createEventsTool } from './tool-events.ts';
import { createLogTool } from './tool-log.ts';
import { createPagerDutyTool } from './tool-pagerduty.ts';

export interface Tool {
  id: string;
  label: string;
  node: HTMLElement;
  /** Reads its doors and draws. */
  load: () => Promise<void>;
}

export function createTools(page: Page) {
  const tools: Tool[] = [createAwsTool(), createEventsTool(page), createPagerDutyTool(page), createLogTool()];
  // A newcomer starts by playing a finding.
  let current = tools[1];
  const tabs = tools.map((tool) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${tool.id}`,
        class: 'tab',
        'data-tab': tool.id,
        'aria-controls': `tool-${tool.id}`,
        onclick: () => show(tool),
      },
      tool.label,
    ),
  );
  const onkeydown = (event: Event) => {
    const step = { ArrowRight: 1, ArrowLeft: tools.length - 1 }[(event as KeyboardEvent).key];
    if (!step || !current) return;
    const next = (tools.indexOf(current) + step) % tools.length;
    const tool = tools[next];
    if (tool) show(tool);
    tabs[next]?.focus();
  };
  for (const tool of tools) {
    tool.node.id = `tool-${tool.id}`;
    tool.node.setAttribute('role', 'tabpanel');
    tool.node.setAttribute('aria-labelledby', `tab-${tool.id}`);
    tool.node.classList.add('scroller', 'tool');
    tool.node.tabIndex = 0;
  }
  const node = h(
    'section',
    { class: 'pane tools', 'data-pane': 'tools', 'aria-label': 'Outside Slack' },
    h('div', { class: 'tabs', role: 'tablist', onkeydown }, ...tabs),
    ...tools.map((tool) => tool.node),
  );

  function mark(): void {
    tools.forEach((tool, index) => {
      const selected = tool === current;
      tool.node.hidden = !selected;
      tabs[index]?.setAttribute('aria-selected', String(selected));
      tabs[index]?.setAttribute('tabindex', selected ? '0' : '-1');
    });
  }

  function show(tool: Tool): void {
    current = tool;
    mark();
    void tool.load().catch(() => undefined);
  }
  mark();
  /** The accounts are read each time, shown or not: what something was like is known only from having looked. */
  const load = async () => {
    await Promise.all([...new Set([tools[0], current])].map((tool) => tool?.load()));
  };
  return { node, load };
}
