import { Argument } from '@commander-js/extra-typings';
import { assertProfileName } from '../../../settings/profiles/stored-settings.ts';

export function profileArgument(meaning = 'name of the profile') {
  return new Argument('<name>', meaning);
}

/** The name of a profile, which need not exist. */
export function newNameArgument() {
  return new Argument('<to>', 'its new name').argParser((text: string) => {
    assertProfileName(text);
    return text;
  });
}
