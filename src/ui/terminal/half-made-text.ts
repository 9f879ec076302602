/** What a series is that the server has stored half made. */
export const halfMadeText = 'half made: it runs once and never again';
