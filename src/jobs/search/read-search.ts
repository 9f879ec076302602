import { checkQuery } from './check-query.ts';
import { parseSearch } from './parse.ts';
import { problemFailure, SearchProblem, type SearchSource } from './problem.ts';
import { textOf } from './query.ts';
import { rephrase } from './rephrase.ts';

/**
 * A search that constrains something and that the server reads as its author does. Made by
 * `readSearch` only.
 */
export interface Search {
  readonly typed: string;
  /** What is sent. */
  readonly text: string;
  /** What is sent in other words than typed, and why. */
  readonly notes: readonly string[];
}

/**
 * Reads a search in the server's language. Throws a usage `Failure` that points at the place, for
 * one that cannot be read as a whole, or that would match everything without saying so.
 */
export function readSearch(typed: string, source: SearchSource): Search {
  try {
    const query = parseSearch(typed);
    checkQuery(query);
    const { query: sent, notes } = rephrase(query, source.of === 'jobs');
    const text = textOf(sent);
    return { typed, text: text === textOf(query) ? typed.trim() : text, notes };
  } catch (error) {
    throw error instanceof SearchProblem ? problemFailure(error, typed, source) : error;
  }
}
