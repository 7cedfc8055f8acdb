/** Two copies of a case's log held side by side: the one in the table and the one that nobody can change. */
import { chainHash, type StoredEvent, verifyChain } from './event-chain.ts';
import { type EvidenceLine, placeIn } from './evidence.ts';

/** What the evidence holds of one case, by seq. */
export type KeptChain = ReadonlyMap<number, Pick<EvidenceLine, 'prev' | 'hash'>>;

const named = (caseId: string, seq: number, what: string): string => `case ${caseId}, event ${seq}: ${what}`;

/** The line's own hash, and that no other line claims its place. */
export function lineProblem({ caseId, prev, hash, body }: EvidenceLine, kept: KeptChain | undefined): string | undefined {
  const seq = placeIn(body)?.seq;
  if (seq === undefined) return `case ${caseId}: the evidence holds an event that cannot be read`;
  if (chainHash(prev, body) !== hash) return named(caseId, seq, 'changed in the evidence, where its hash does not fit it');
  return kept?.has(seq) ? named(caseId, seq, 'twice in the evidence') : undefined;
}

/** Where the evidence of one case does not hang together: an event that does not follow the one before. */
function keptProblems(caseId: string, kept: KeptChain): string[] {
  return [...kept].flatMap(([seq, { prev }]) => {
    const before = kept.get(seq - 1);
    return before && before.hash !== prev ? [named(caseId, seq, 'does not follow the event before it in the evidence')] : [];
  });
}

/** `isCovered` answers whether the evidence should hold what was written at that instant. */
export function chainProblems(caseId: string, log: readonly StoredEvent[], kept: KeptChain, isCovered: (at: number) => boolean): string[] {
  const problems = keptProblems(caseId, kept);
  const broken = verifyChain(log);
  if (broken !== undefined) problems.push(named(caseId, broken, 'changed in the log, whose chain does not hold there'));
  const different = [...kept].filter(([seq, { hash }]) => log[seq - 1] && log[seq - 1]?.hash !== hash).map(([seq]) => seq);
  const [first] = different.sort((a, b) => a - b);
  // One that was written anew changes every hash after it.
  if (first !== undefined) problems.push(named(caseId, first, 'the log says something else than the evidence, here or from here on'));
  const gone = [...kept.keys()].filter((seq) => !log[seq - 1]);
  for (const seq of gone) problems.push(named(caseId, seq, 'in the evidence, and gone from the log'));
  for (const [index, { body }] of log.entries()) {
    const at = placeIn(body)?.at;
    if (at !== undefined && isCovered(at) && !kept.has(index + 1))
      problems.push(named(caseId, index + 1, 'in the log, and missing in the evidence'));
  }
  return problems;
}
