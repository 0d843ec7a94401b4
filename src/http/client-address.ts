import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** Finds the address of the client that sent a request, in one form: IPv4, or IPv6 as RFC 5952 writes it. */
export type ClientAddress = (request: Sender) => string;

type Sender = Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } };

/**
 * Reads `X-Forwarded-For` from right to left, as long as the sender of an entry is a trusted proxy. An entry that is no
 * address ends the walk: it counts as the proxy that sent it. An entry may have a port, brackets and quotes, which some
 * proxies add. An IPv4 address that is mapped into IPv6 (`::ffff:203.0.113.9`) is the IPv4 address.
 *
 * @param trustedProxies addresses and networks, as `TRUSTED_PROXIES` has them
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const networks = trustedProxies.map(toNetwork);
  const isTrusted = (address: Address) =>
    ipaddr.subnetMatch(address, { trusted: networks }, 'client') === 'trusted';

  return ({ socket, headers }) => {
    // Only the peer itself can have a zone (`fe80::1%eth0`). It names an interface of this machine.
    let client = toAddress((socket.remoteAddress ?? '').replace(/%.*$/, ''));
    if (!client) return 'unknown';
    const hops = networks.length > 0 ? entriesOf(headers['x-forwarded-for']) : [];
    while (isTrusted(client)) {
      const next = toAddress(withoutPort(hops.pop() ?? ''));
      if (!next) break;
      client = next;
    }
    return client.toString();
  };
}

/** Node joins repeated headers. RFC 9110, 5.6.1.2: empty entries are ignored. */
function entriesOf(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function withoutPort(entry: string): string {
  const bare = /^"(.*)"$/.exec(entry)?.[1] ?? entry;
  const [, inBrackets, beforePort] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(bare) ?? [];
  return inBrackets ?? beforePort ?? bare;
}

/** `isIP` is strict; `ipaddr.js` alone takes `1` for `0.0.0.1`. The zone of another machine means nothing here. */
function toAddress(text: string): Address | undefined {
  return isIP(text) !== 0 && !text.includes('%') ? ipaddr.process(text) : undefined;
}

function toNetwork(text: string): Network {
  if (!text.includes('/')) {
    const address = ipaddr.process(text);
    return [address, address.toByteArray().length * 8];
  }
  const [address, bits] = ipaddr.parseCIDR(text);
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits];
}
