/** The registry of enrichers: a new kind of context is one file and one line here. */
import { activityEnricher } from './activity.ts';
import { bucketEnricher } from './bucket.ts';
import type { Enricher } from './define.ts';
import { instanceEnricher } from './instance.ts';
import { ownerEnricher } from './owner.ts';
import { placeEnricher } from './place.ts';
import { principalEnricher } from './principal.ts';

export const enrichers: readonly Enricher[] = [
  instanceEnricher,
  principalEnricher,
  bucketEnricher,
  placeEnricher,
  activityEnricher,
  ownerEnricher,
];
