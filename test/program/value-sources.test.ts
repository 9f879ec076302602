import { expect, it } from 'vitest';
import { allCommands, wholeCommandModel } from '../../src/program/command-model.ts';
import { argumentSources, optionSources } from '../../src/program/value-sources.ts';

it('every source of values belongs to an option or argument', async () => {
  const commands = allCommands(await wholeCommandModel());
  const flags = commands.flatMap(({ options }) => options.map((option) => option.flags));
  const named = commands.flatMap(({ path, arguments: all }) =>
    all.flatMap(({ name }) => [name, `${path} ${name}`]),
  );
  expect(Object.keys(optionSources).filter((one) => !flags.includes(one))).toEqual([]);
  expect(Object.keys(argumentSources).filter((one) => !named.includes(one))).toEqual([]);
});
