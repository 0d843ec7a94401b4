import { useMutation, useQuery } from '@apollo/client/react';
import {
  RevokeTrustedDeviceDocument,
  RevokeTrustedDevicesDocument,
  TrustedDevicesDocument,
  type TrustedDevicesQuery,
} from 'graphql-two-factor-auth/client';
import { useRef, useState } from 'react';
import { auth } from '../apollo.js';
import { rememberThisDevice } from '../sign-in/use-remembered-device.js';
import { t } from '../texts/texts.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { ComputerIcon, PhoneIcon } from '../ui/icons.js';
import { Skeleton } from '../ui/paged-list.js';
import { inDays, Ago, DateOf } from '../ui/time/moment.js';
import { useAction, useFailure } from '../ui/use-action.js';

type Device = NonNullable<TrustedDevicesQuery['me']>['trustedDevices'][number];

/** A device has no user agent, only the name that this page gave it, such as `Safari on iOS`. */
const isPhone = ({ name }: Device) => /\b(iOS|Android)\b/.test(name);

interface DevicesSectionProps {
  /** Of this browser, if it is remembered. */
  currentId: string | undefined;
}

/** The devices that need no second factor. */
export function DevicesSection({ currentId }: DevicesSectionProps) {
  const { data, error, refetch } = useQuery(TrustedDevicesDocument, { fetchPolicy: 'cache-and-network' });
  const [revoke] = useMutation(RevokeTrustedDeviceDocument);
  const [revokeAll] = useMutation(RevokeTrustedDevicesDocument);
  const [asking, setAsking] = useState<Device | 'all'>();
  const shared = useFailure();
  const heading = useRef<HTMLHeadingElement>(null);
  const devices = data?.me?.trustedDevices ?? [];

  const readAgain = async () => {
    await refetch().catch(() => undefined);
    // The focused button has disappeared.
    heading.current?.focus();
  };
  const forget = useAction(
    async (id: string) => {
      await (id === currentId ? auth.forgetDevice() : revoke({ variables: { id } }));
      await readAgain();
    },
    { shared, name: t.forget },
  );
  const forgetAll = useAction(
    async () => {
      await auth.forgetDevice();
      await revokeAll();
      await readAgain();
    },
    { shared, name: t.forgetAll },
  );
  const remember = useAction(() => rememberThisDevice().then(readAgain), { shared, name: t.rememberDevice });
  const isRemembered = devices.some(({ id }) => id === currentId);

  return (
    <section className="card" aria-labelledby="devices">
      <h2 id="devices" ref={heading} tabIndex={-1}>
        {t.devices}
      </h2>
      {!data && !error && <Skeleton rows={2} />}
      {data && <p className="faint">{devices.length > 0 ? t.devicesMean : t.noDevices}</p>}
      {devices.length > 0 && (
        <ul className="rows">
          {devices.map((device) => (
            <li key={device.id} className="row">
              {isPhone(device) ? <PhoneIcon /> : <ComputerIcon />}
              <div>
                <b>{device.name}</b>{' '}
                {device.id === currentId && <span className="badge good">{t.thisDevice}</span>}
                <small>
                  {t.until('')}
                  <DateOf at={device.expiresAt} />
                  {device.lastUsedAt != null && (
                    <>
                      {' · '}
                      {t.lastUsed('')}
                      <Ago at={device.lastUsedAt} />
                    </>
                  )}
                </small>
              </div>
              <button
                className="secondary"
                aria-busy={forget.running?.[0] === device.id}
                aria-disabled={forget.busy}
                // The day distinguishes devices of one name.
                aria-label={t.forgetDevice(device.name, inDays(device.createdAt))}
                onClick={() => setAsking(device)}
              >
                {t.forget}
              </button>
            </li>
          ))}
        </ul>
      )}
      {data && (!isRemembered || devices.length > 1) && (
        <div className="actions">
          {!isRemembered && (
            <button
              className="secondary"
              aria-disabled={remember.busy}
              aria-busy={remember.busy}
              onClick={() => void remember.run()}
            >
              {t.rememberDevice}
            </button>
          )}
          {devices.length > 1 && (
            <button
              className="secondary"
              aria-busy={forgetAll.busy}
              aria-disabled={forgetAll.busy}
              onClick={() => setAsking('all')}
            >
              {t.forgetAll}
            </button>
          )}
        </div>
      )}
      <FailureNote failure={shared[0] ?? (error && failureOf(error))} />
      {asking && (
        <ConfirmDialog
          question={asking === 'all' ? t.reallyForgetAll : t.reallyForget(asking.name)}
          meaning={asking === 'all' ? t.forgetAllMeans : t.forgetMeans}
          action={asking === 'all' ? t.forgetAll : t.forget}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            void (asking === 'all' ? forgetAll.run() : forget.run(asking.id));
          }}
        />
      )}
    </section>
  );
}
