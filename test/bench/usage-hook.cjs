/**
 * `node --require`d before a program: writes what it used to the file `BENCH_USAGE` when it ends.
 */
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({
      cpuMs: (user + system) / 1000,
      wallMs: process.uptime() * 1000,
      peakMiB: maxRSS / 1024,
    }),
  );
});
