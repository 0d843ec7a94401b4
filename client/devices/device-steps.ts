import { ME, REVOKE_TRUSTED_DEVICE, TRUST_DEVICE } from '../requests/operations.js';
import type { SendOperation } from '../requests/transport.js';
import type { AuthState } from '../state.js';
import type { KeptDevices } from './kept-devices.js';

export interface DeviceStepsOptions {
  devices: KeptDevices;
  /** Sends an operation of the session. */
  request: SendOperation;
  /** The user who is signed in. */
  userId(): string | undefined;
  /** Puts the device into the state, or removes it. */
  onChanged(): AuthState;
}

export type DeviceSteps = ReturnType<typeof createDeviceSteps>;

/** Remembering this browser, so that `signIn` needs no second factor. */
export function createDeviceSteps({ devices, request, userId, onChanged }: DeviceStepsOptions) {
  const revoke = (id: string) => request(REVOKE_TRUSTED_DEVICE, { id });

  return {
    /**
     * Remembers this browser for the signed-in user: for some weeks `signIn` needs the password alone. Resolves to the
     * state, which has the `deviceId`.
     * @throws REAUTHENTICATION_REQUIRED: call `stepUp` first; TWO_FACTOR_NOT_ENABLED; FORBIDDEN if the server remembers
     * no devices of this user
     */
    async rememberDevice({ name }: { name?: string } = {}): Promise<AuthState> {
      const { me } = await request(ME, {});
      const before = devices.findByUser(me?.id);
      const { trustDevice } = await request(TRUST_DEVICE, name === undefined ? {} : { name });
      // A sign-in of another user came between the two.
      if (!me || me.id !== userId()) {
        void revoke(trustDevice.device.id).catch(() => undefined);
        return onChanged();
      }
      const { token, device } = trustDevice;
      devices.keep({ userId: me.id, username: me.username, id: device.id, token });
      if (before) void revoke(before.id).catch(() => undefined);
      return onChanged();
    },

    /**
     * Forgets this browser, here at once and then on the server. Resolves to the state.
     * @throws AuthError (NETWORK_ERROR and others) if the server could not forget it: its token is deleted here anyway
     */
    async forgetDevice(): Promise<AuthState> {
      const device = devices.findByUser(userId());
      if (!device) return onChanged();
      devices.drop(device);
      onChanged();
      await revoke(device.id);
      return onChanged();
    },
  };
}
