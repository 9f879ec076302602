/** The error for a query that the server refuses. */
export class SearchError extends Error {
  readonly status: 400 | 500;
  /** The Ruby class of the exception; the server shows it only with 400. */
  readonly klass: string;

  constructor(status: 400 | 500, message: string, klass: string) {
    super(message);
    this.name = 'SearchError';
    this.status = status;
    this.klass = klass;
  }
}

/** 400: the query language does not have this. */
export function notSupported(message: string): SearchError {
  return new SearchError(400, message, 'ScopedSearch::QueryNotSupported');
}

/** 500: the query was passed to the database, which refused it. */
export function refusedByDatabase(message: string): SearchError {
  return new SearchError(500, `PG::${message}`, 'ActiveRecord::StatementInvalid');
}
