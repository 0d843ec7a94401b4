import type { TokenStorage } from '../tokens/storage.js';
import { withFallback } from '../tokens/storage-fallback.js';

/** What this browser knows of a remembered device. It is one device for each user who asked for it. */
export interface RememberedDevice {
  /** The absolute address of the server. */
  readonly url: string;
  readonly userId: string;
  readonly username: string;
  /** `TrustedDevice.id`. */
  readonly id: string;
  readonly token: string;
}

export type KeptDevices = ReturnType<typeof keepDevices>;

/** The remembered devices in a storage. Those of other users and of servers at another `url` stay there. */
export function keepDevices(url: string, given: TokenStorage) {
  const storage = withFallback(given, () => true);
  const read = () => parse(storage.read());
  const find = (matches: (device: RememberedDevice) => boolean) =>
    read().find((device) => device.url === url && matches(device));
  const drop = ({ token }: Pick<RememberedDevice, 'token'>) => {
    const left = read().filter((device) => device.token !== token);
    if (left.length > 0) storage.write(JSON.stringify(left));
    else storage.clear();
  };
  return {
    /** The device of a user who types this name. */
    findByName: (username: string) => find((device) => device.username === toKey(username)),
    findByUser: (userId: string | undefined) => find((device) => device.userId === userId),
    drop,
    /** Keeps a device in place of the one that its user had here. */
    keep: (device: Omit<RememberedDevice, 'url'>) => {
      const others = read().filter((other) => other.url !== url || other.userId !== device.userId);
      storage.write(JSON.stringify([...others, { ...device, url, username: toKey(device.username) }]));
    },
  };
}

/** As the server compares most names. For a rare name that it reads differently the user is asked for the factor. */
function toKey(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}

/** Anything else comes from another program with the same key. A token with other characters is no HTTP header. */
function parse(text: string | null): RememberedDevice[] {
  try {
    const devices: unknown = JSON.parse(text ?? '');
    return (devices as RememberedDevice[]).filter(({ token }) => /^[\w-]+$/.test(token));
  } catch {
    return [];
  }
}
