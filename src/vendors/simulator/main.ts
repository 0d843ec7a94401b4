import { parseArgs } from 'node:util';
import { startSimulatorServer } from './standalone.js';

const HELP = `Replies as Twilio Verify and Authy do, and sends nothing.

  --host <address>   where to listen (127.0.0.1)
  --port <number>    0 takes a free one (4010)
`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4010' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error('--port must be a number from 0 to 65535');

  const { url, simulator, close } = await startSimulatorServer({
    host: values.host,
    port: Number(values.port),
  });
  console.log(`The simulator listens at ${url}; messages are at ${url}/simulator/messages\n`);
  console.log('To send this server or any other program there, set:');
  console.log(`  TWILIO_BASE_URL=${url}\n  AUTHY_BASE_URL=${url}\n`);
  simulator.onMessage(({ to, channel, body }) => console.log(`${channel} to ${to}: ${body}`));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}
