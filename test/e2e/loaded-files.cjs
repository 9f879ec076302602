/**
 * `node --require`d before the program: writes to the file `LOADED_FILES` which files and which
 * parts of Node were loaded when it ends.
 */
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const parts = process.moduleLoadList.flatMap(
    (name) => /^NativeModule (.*)/.exec(name)?.[1] ?? [],
  );
  writeFileSync(
    process.env.LOADED_FILES,
    JSON.stringify({ files: Object.keys(require.cache), parts }),
  );
});
