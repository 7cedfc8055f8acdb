/** What is wrong, in our own words where the type is known; otherwise the product's title, bounded. */
import type { CaseView } from '../src/domain/case-view.ts';
import { controlWords } from './control-words.ts';
import { resourcesWords } from './names.ts';
import { bounded } from './text.ts';
import { threatWords } from './threat-words.ts';

const MOST_TITLE = 120;

type Titled = Pick<CaseView, 'class' | 'kind' | 'title' | 'type' | 'rows' | 'rowCount'>;

function wordsForType(view: Titled): string | undefined {
  if (view.class === 'control') return controlWords(view.type);
  if (view.class === 'threat') return threatWords(view.type);
  // Where the rows are not at hand, Inspector's own title has it: "CVE-2026-1234 - openssl".
  const name = view.rows.find((row) => row.vulnerability?.package)?.vulnerability?.package ?? /^CVE-[\d-]+ - (\S.*)$/.exec(view.title)?.[1];
  return name ? `${bounded(view.type, 40)} in ${bounded(name, 40)}` : undefined;
}

/** Without the full stop of products' titles: "Access key used from a known bad address", and "· 25 instances" when there are many. */
export function titleWords(view: Titled): string {
  const words = wordsForType(view) ?? (bounded(view.title.replace(/(?<!\.)\.$/, ''), MOST_TITLE) || bounded(view.type, MOST_TITLE));
  if (view.rowCount <= 1 && view.kind !== 'storm') return words;
  const kinds = view.rows.map((row) => row.resource.kind);
  return `${bounded(words, MOST_TITLE - 24)} · ${resourcesWords(view.rowCount, kinds)}`;
}
