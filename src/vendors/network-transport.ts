import type { ProxyConfig } from '../config/config.js';
import { fetchTransport, sendBy, type Transport } from './http-transport.js';

/** The real network, through a proxy where one is configured. */
export function networkTransport(proxy: ProxyConfig | undefined): Transport {
  return proxy ? proxyTransport(proxy) : fetchTransport;
}

/**
 * Node's own `fetch` ignores the proxy of the environment. The package is loaded with the first request: only servers
 * behind a proxy need it.
 */
function proxyTransport({ url, noProxy }: ProxyConfig): Transport {
  let loading: Promise<Transport> | undefined;
  const load = async (): Promise<Transport> => {
    const { EnvHttpProxyAgent, fetch } = await import('undici');
    const dispatcher = new EnvHttpProxyAgent({ httpProxy: '', httpsProxy: url, noProxy });
    return sendBy((target, init) => fetch(target, { ...init, dispatcher }));
  };
  return async (request, signal) => {
    loading ??= load();
    return (await loading)(request, signal);
  };
}
