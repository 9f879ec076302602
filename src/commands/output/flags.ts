import { Option } from '@commander-js/extra-typings';
import { filled, wholeNumber } from '../../cli/option-parsers.ts';
import { parseMasks } from '../../ui/compare/mask.ts';
import { timestampKinds } from '../../ui/time/timestamps.ts';
import { parseStreams } from './options.ts';

/** The options of `output`, beside those of every follow. */
export function outputOptions() {
  return [
    ...mannerOptions(),
    ...lineOptions(),
    new Option('--exit-status', "exit with the job's result instead of 0"),
  ] as const;
}

function mannerOptions() {
  return [
    new Option('--failed', 'only hosts that did not succeed'),
    new Option(
      '-f, --follow',
      'go on until the job, or the named hosts, have ended; the result is the exit code',
    ),
    new Option(
      '--resume <file>',
      'with --follow, remember in this file what was printed, and go on there',
    ).argParser(filled('--resume')),
    new Option('--raw', "the server's raw text, bytes unchanged"),
    new Option('--group', 'fold hosts that printed the same and ended alike'),
    new Option('--mask <what>', 'with --group or --diff, ignore numbers, times, host').argParser(
      parseMasks,
    ),
    new Option('--diff [host]', 'compare with this host, or with what most hosts printed'),
    new Option('--dir <folder>', 'write one file per host and a manifest').argParser(
      filled('--dir'),
    ),
  ] as const;
}

function lineOptions() {
  return [
    new Option('--grep <regex>', 'only lines that match'),
    new Option('--exclude <regex>', 'leave out lines that match'),
    new Option('--highlight <regex>', 'mark what matches'),
    new Option(
      '--tail <n>',
      'only the last lines; with --follow, of what is there already',
    ).argParser(wholeNumber('--tail', 0)),
    new Option('--since <time>', 'only lines from then on, e.g. 10m or 2026-11-23T14:00'),
    new Option('--stream <names>', 'only stdout, stderr, debug').argParser(parseStreams),
    new Option('--timestamps <kind>', 'the time before each line').choices(timestampKinds),
  ] as const;
}
