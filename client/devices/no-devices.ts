import { AuthError } from '../errors.js';
import type { RememberedDevices } from './remembered-devices.js';

/** A client without the option `devices`. */
export const noDevices: RememberedDevices = () => {
  const refuse = () =>
    Promise.reject(new AuthError('DEVICES_UNAVAILABLE', 'This client remembers no devices.'));
  const nothing = () => undefined;
  return {
    steps: { rememberDevice: refuse, forgetDevice: refuse },
    kept: { findByName: nothing, findByUser: nothing, drop: nothing },
  };
};
