/** Builds DOM without HTML strings, and keeps lists in step with data while leaving unchanged nodes alone. */
type Child = Node | string | undefined | null | false;
type Property = string | number | boolean | undefined | ((event: Event) => void);

/** `on…` functions become listeners, `true` an empty attribute, everything else its text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Record<string, Property> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== undefined && value !== false) node.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== undefined && child !== null && child !== false) node.append(child);
  return node;
}

export interface Kept {
  key: string;
  /** Changes exactly when the node must be built anew. */
  print: string;
  build: () => HTMLElement;
}

const prints = new WeakMap<Element, string>();

function hooksOf(node: Element): string | undefined {
  const { actionId, blockId } = (node as HTMLElement).dataset;
  if (actionId) return `[data-action-id="${CSS.escape(actionId)}"]`;
  return blockId ? `[data-block-id="${CSS.escape(blockId)}"]` : undefined;
}

/** Puts the focus back on the control that had it before its message was built anew. */
function refocus(old: Element, fresh: HTMLElement): void {
  const active = document.activeElement;
  if (!active || !old.contains(active)) return;
  const selector = hooksOf(active);
  const match = selector ? fresh.querySelector<HTMLElement>(selector) : null;
  queueMicrotask(() => (match ?? fresh).focus({ preventScroll: true }));
}

/** Makes the children of `container` match `items`, by key; nodes whose print is the same stay as they are. */
export function keep(container: HTMLElement, items: Kept[]): void {
  const existing = new Map([...container.children].map((node) => [(node as HTMLElement).dataset.key ?? '', node]));
  const wanted = new Set(items.map((item) => item.key));
  for (const node of [...container.childNodes]) {
    if (!(node instanceof HTMLElement) || !wanted.has(node.dataset.key ?? '')) node.remove();
  }
  let place: ChildNode | null = container.firstChild;
  for (const item of items) {
    const old = existing.get(item.key);
    let node: Element | undefined = old;
    if (!old || prints.get(old) !== item.print) {
      const fresh = item.build();
      fresh.dataset.key = item.key;
      prints.set(fresh, item.print);
      if (old) {
        if (place === old) place = fresh;
        refocus(old, fresh);
        old.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node && node !== place) container.insertBefore(node, place);
    else place = place?.nextSibling ?? null;
  }
}
