import { type TokenStorage, webStorage } from '../tokens/storage.js';
import { createDeviceSteps, type DeviceSteps, type DeviceStepsOptions } from './device-steps.js';
import { keepDevices, type KeptDevices } from './kept-devices.js';

/** Adds remembered devices to a client: the result of `rememberedDevices()`. */
export type RememberedDevices = (
  client: Omit<DeviceStepsOptions, 'devices'> & {
    /** The absolute address of the server. */
    url: string;
  },
) => { steps: DeviceSteps; kept: Pick<KeptDevices, 'findByName' | 'findByUser' | 'drop'> };

/**
 * For the option `devices` of `createAuthClient`. A bundle of a client without it has no code for remembered devices.
 *
 * @param storage where the tokens of devices are kept. Default: `localStorage`, or memory if there is none
 */
export function rememberedDevices(
  storage: TokenStorage = webStorage(() => localStorage, 'graphql-two-factor-auth:devices'),
): RememberedDevices {
  return ({ url, ...client }) => {
    const devices = keepDevices(url, storage);
    return { steps: createDeviceSteps({ ...client, devices }), kept: devices };
  };
}
