import { t } from '../texts/texts.js';
import type { Remembering } from './use-remembered-device.js';

/** Whether the next sign-in on this device needs the password alone. */
export function RememberBox({ isWanted, setWanted }: Remembering) {
  return (
    <label className="check">
      <input type="checkbox" checked={isWanted} onChange={({ target }) => setWanted(target.checked)} />
      {t.rememberDevice}
      <small>{t.rememberDeviceHint}</small>
    </label>
  );
}
