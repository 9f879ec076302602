import { text } from 'node:stream/consumers';
import { answerKeyring } from './keyring-request.ts';

/**
 * A process for one request. The library blocks its process while a locked or broken keyring does
 * not answer, so only another process can end the wait.
 */
void text(process.stdin).then(async (request) => {
  const answer = await answerKeyring(JSON.parse(request), () => import('@napi-rs/keyring'));
  process.stdout.write(JSON.stringify(answer));
});
