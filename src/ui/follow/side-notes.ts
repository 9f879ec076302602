import type { FollowEvent } from '../../jobs/event.ts';
import { isServerEcho } from '../nouns/host.ts';
import { contactWarning } from './event-document.ts';
import { isSilence, isSpeech } from './silent-hosts.ts';

/**
 * What a log on standard error should hear of a followed job besides its answer: warnings, lost
 * output, lost contact, and what the server says about a host (stream `debug`). A silent smart
 * proxy is told once per host, and when it answers again.
 */
export function sideNotes(say: (text: string) => void): (event: FollowEvent) => void {
  const silent = new Set<number>();
  return (event) => {
    if (isSilence(event)) {
      if (silent.has(event.host.id)) return;
      silent.add(event.host.id);
    } else if (isSpeech(event)) silent.delete(event.host.id);
    const text = sideNote(event);
    if (text !== null) say(text);
  };
}

function sideNote(event: FollowEvent): string | null {
  switch (event.type) {
    case 'warning':
      return event.message;
    case 'gap':
      return `${event.host.name}: output is lost: ${event.reason}`;
    case 'contact':
      return String(contactWarning(event.stale_since, event.reason).message);
    case 'output': {
      const { stream, text } = event.line;
      return stream === 'debug' && !isServerEcho(text)
        ? `${event.host.name}: ${text.trimEnd()}`
        : null;
    }
    default:
      return null;
  }
}
