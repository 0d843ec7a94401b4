import type { TwoFactorKind } from 'graphql-two-factor-auth/client';
import type { ReactNode } from 'react';
import { AppIcon, InfoIcon, PasskeyIcon, PhoneIcon, RecoveryIcon } from './icons.js';

const ICONS: Record<TwoFactorKind, ReactNode> = {
  PHONE: <PhoneIcon />,
  AUTHENTICATOR_APP: <AppIcon />,
  PASSKEY: <PasskeyIcon />,
  RECOVERY_CODE: <RecoveryIcon />,
  EMAIL: <InfoIcon />,
};

export function FactorIcon({ kind }: { kind: TwoFactorKind }) {
  return ICONS[kind];
}
