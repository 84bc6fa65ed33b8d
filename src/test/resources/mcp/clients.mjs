// Visits Daybook as four clients do: by the newer and the older revision, over HTTP and by standard input.
// node clients.mjs URL TOKEN COMMAND... prints what each was answered, a line of JSON for each.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, token, command, ...args] = process.argv.slice(2);
const http = { requestInit: { headers: { Authorization: `Bearer ${token}` } } };
const stdio = { command, args, stderr: 'inherit', env: process.env };

const modern = name => new Client({ name, version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
const legacy = name => new OldClient({ name, version: '1' });

async function visit(client, transport, name) {
  await client.connect(transport);
  const { tools } = await client.listTools();
  const call = (tool, given) => client.callTool({ name: tool, arguments: given });
  console.log(JSON.stringify({
    name,
    server: client.getServerVersion().name,
    tools: tools.map(tool => tool.name),
    found: await call('search', { q: 'pond' }),
    wrong: await call('search', {}),
    claimed: (await call('claim', { action: 'next', key: crypto.randomUUID() })).structuredContent,
  }));
  await client.close();
}

await visit(modern('modern-http'), new StreamableHTTPClientTransport(new URL(url), http), 'modern-http');
await visit(legacy('legacy-http'), new OldHttp(new URL(url), http), 'legacy-http');
await visit(modern('modern-stdio'), new StdioClientTransport(stdio), 'modern-stdio');
await visit(legacy('legacy-stdio'), new OldStdio(stdio), 'legacy-stdio');
