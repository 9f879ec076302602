import { parseSearch } from './parse.ts';
import { problemFailure, SearchProblem } from './problem.ts';
import { readSearch, type Search } from './read-search.ts';
import type { Leaf, Query } from './syntax-tree.ts';

/**
 * Reads a search that chooses among the hosts of one job. Throws a usage `Failure` as `readSearch`
 * does, and for a field of runs: it would mean any job of the host. `instead`: what chooses by
 * result.
 */
export function readJobHostsSearch(typed: string, instead: string): Search {
  const source = { where: '--hosts-search', of: 'hosts' } as const;
  const search = readSearch(typed, source);
  const ofRuns = leavesOf(parseSearch(typed)).find(isOfRuns);
  if (ofRuns === undefined) return search;
  const sentence = `\`${typed.slice(ofRuns.span.start, ofRuns.span.end)}\` looks at every job of a host`;
  throw problemFailure(
    new SearchProblem(sentence, ofRuns.span, `choose by result with ${instead}`),
    typed,
    source,
  );
}

function isOfRuns(leaf: Leaf): boolean {
  return leaf.kind !== 'word' && /^job_invocation\./i.test(leaf.field);
}

function leavesOf(query: Query): readonly Leaf[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.queries.flatMap(leavesOf);
    case 'not':
      return leavesOf(query.query);
    default:
      return [query];
  }
}
