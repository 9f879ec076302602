/**
 * Reads the output of each host of a job as the server gives it and measures what it costs to
 * JSON.parse those bodies and do nothing else: `{cpuMs, bytes}`. Arguments: job, number of hosts.
 */
import { get } from 'node:http';

const [job, count] = process.argv.slice(2);
const { REXCTL_SERVER: server, REXCTL_USER: user, REXCTL_TOKEN: token } = process.env;
const bodies = [];
for (let host = 1; host <= Number(count); host++) bodies.push(await bodyOf(host));

const before = process.cpuUsage();
let elements = 0;
for (const body of bodies) elements += JSON.parse(body).output.length;
const { user: inUser, system } = process.cpuUsage(before);
const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
console.log(JSON.stringify({ cpuMs: (inUser + system) / 1000, bytes, elements }));

function bodyOf(host) {
  return new Promise((resolve, reject) => {
    const url = `${server}/api/job_invocations/${job}/hosts/${host}`;
    get(url, { auth: `${user}:${token}` }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text)).on('error', reject);
    }).on('error', reject);
  });
}
