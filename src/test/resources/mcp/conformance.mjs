// Runs scenarios of the official conformance suite, which sends no token: a proxy in between adds it.
// node conformance.mjs PORT TOKEN REVISION/SCENARIO... prints the result of each, a line of JSON for each.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { stripVTControlCharacters } from 'node:util';

const [target, token, ...scenarios] = process.argv.slice(2);

const proxy = http.createServer((request, response) => {
  const port = proxy.address().port;
  const here = text => text?.replace(`:${port}`, `:${target}`);
  const { host, origin, ...headers } = request.headers;
  const asked = http.request({
    host: '127.0.0.1', port: target, method: request.method, path: request.url,
    headers: { ...headers, ...(origin && { origin: here(origin) }), host: here(host), authorization: `Bearer ${token}` },
  }, answer => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  request.pipe(asked);
});

const run = (...args) => new Promise(resolve => {
  const suite = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
  const child = spawn(process.execPath, [suite, 'server', ...args]);
  let said = '';
  child.stdout.on('data', data => { said += data; });
  child.stderr.on('data', data => { said += data; });
  child.on('close', () => resolve(stripVTControlCharacters(said)));
});

await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
for (const each of scenarios) {
  const [version, scenario] = each.split('/');
  const said = await run('--url', `http://127.0.0.1:${proxy.address().port}/mcp`, '--spec-version', version,
    '--scenario', scenario);
  const lines = said.split('\n');
  console.log(JSON.stringify({
    scenario: each,
    succeeded: lines.filter(line => line.includes('] SUCCESS ')).length,
    errors: lines.filter(line => line.trim().startsWith('Error: ')).map(line => line.trim()),
    said: lines.some(line => line.startsWith('Passed: ')) ? '' : said,
  }));
}
proxy.close();
