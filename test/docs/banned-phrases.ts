/** A phrase that reads badly, and what to write for it. */
export interface BannedPhrase {
  readonly phrase: RegExp;
  readonly write: string;
}

/**
 * Phrases that are correct English and hard to understand for readers who are not native speakers,
 * or that mean several things. Matched in prose whose line breaks have become blanks.
 */
export const bannedPhrases: readonly BannedPhrase[] = [
  ...banned('start, continue, resume, keep running, still running', [
    /\bgo(?:es|ing|ne)? on\b/i,
    /\bwent on\b/i,
  ]),
  ...banned('return with: COMMAND', [/\bcom(?:e|es|ing) back\b/i, /\bcame back\b/i]),
  ...banned('permanently', [/\bfor good\b/i, /\bfor ever\b/i]),
  ...banned('no longer', [/\bany ?more\b(?! than)/i]),
  ...banned('instead of', [/\bin place of\b/i]),
  ...banned('this long, N, this many', [
    /\b(?:after|for|of|than) so (?:long|many)\b/i,
    /\bso (?:many|long|often|much) (?:hosts|runs|reruns|as|without|a|of)\b/i,
  ]),
  ...banned('ignore, follow, honor', [/\bheed/i]),
  ...banned('return, report, show', [
    /\b(?:server|plugin|Foreman) (?:does not |do not |will not |cannot )?(?:tells?|says?)\b/i,
    /\bsays? so\b/i,
  ]),
  ...banned('is replaced by, yields', [/\bgiv(?:e|es|ing) way\b/i]),
  ...banned('its own, or leave it out', [/\bof its own\b/i, /\bof one's own\b/i]),
  ...banned('the result of', [/\bwhat became of\b/i]),
  ...banned('the logged-in user', [/\btakes? (?:you|him|her) for\b/i]),
  ...banned('unexpected, invalid', [/\bmakes? no sense\b/i]),
  ...banned('X is not a valid Y', [/` is no [a-z]/, /\bis no bound\b/i, /\bis nothing to\b/i]),
  ...banned('invalid X: expected …', [/\bis not possible: expected/i]),
  ...banned('American spelling', [
    /\bcolour/i,
    /(?:recogni|normali|capitali|seriali|organi)s(?:e|ed|es|ing|ation)\b/i,
    /\b(?:behaviour|neighbour|favour|honour|licence|misspelt)/i,
  ]),
  ...banned('one hint', [/\bor see: try\b/i]),
  ...banned('use only one', [/\bgive one of them\b/i]),
  ...banned('A needs B', [/\bgo(?:es)? with\b/i]),
  ...banned('on a schedule, repeatedly', [/\bagain and again\b/i]),
  ...banned('the hosts that match now', [/\bhosts of now\b/i]),
  ...banned('cannot resolve', [/\bnot known here\b/i]),
  ...banned('does not answer', [/\bstays? away\b/i]),
  ...banned('name who it is', [/\bnobody\b/i, /\bwhoever\b/i]),
  ...banned('the saved token', [/\bkept token\b/i]),
  ...banned('equal, with the same result', [/\bended alike\b/i]),
  ...banned('Foreman’s own status', [/\bin the server's own words\b/i]),
  ...banned('dropped by the server', [/\bgiven up by the server\b/i]),
  ...banned('partly understood', [/\bunderstood only by half\b/i]),
  ...banned('say what happens', [/\blets? .{1,30} rest\b/i, /\bis a rest for\b/i]),
  ...banned('in progress, still running', [/\bunder way\b/i]),
  ...banned('settings file', [/\bconfig file\b/i]),
  ...banned('local history', [/\blocal log\b/i]),
  ...banned('omit --option', [/\bleave (?:--\S+|it|the option) out\b/i]),
  ...banned('again', [/\banew\b/i]),
  ...banned('so, therefore, to', [
    /\b(?:hence|thus|lest|whereby|whereupon|whereas|moreover)\b/i,
    /\bso as (?:to|not)\b/i,
    /\bsuch that\b/i,
  ]),
  ...banned('must, will', [/\bshall\b/i]),
  ...banned('without effect', [/\bin vain\b/i]),
  ...banned('leave it out', [/\bfor its part\b/i]),
  ...banned('response', [
    /\banswer to (?:a|the) (?:start|create|cancel)\b/i,
    /\bno answer from\b/i,
  ]),
  ...banned('reading', [/\basking for\b/i]),
  ...banned('it is unknown whether', [/\bnot known whether\b/i]),
  ...banned('incomplete', [/\bnot whole\b/i]),
  ...banned('as usual, as always', [/\bas ever\b/i]),
  ...banned('overrides', [/\bbeats?\b/i]),
  ...banned('replaces', [/\btakes? the place of\b/i]),
  ...banned('a user, another user', [/\b(?:somebody|anybody)\b/i]),
  ...banned('for options that contradict each other', [/\bfor what contradicts\b/i]),
  ...banned('chosen hosts', [/\bselected hosts\b/i]),
  ...banned('name it again: columns of X', [/\bthe same of\b/i]),
  ...banned('already exists', [/\bexists already\b/i]),
  ...banned('is not visible to you', [/\bmay not see\b/i]),
  ...banned('resume it: COMMAND', [/\bresume it with\b/i]),
];

function banned(write: string, phrases: readonly RegExp[]): readonly BannedPhrase[] {
  return phrases.map((phrase) => ({ phrase, write }));
}
