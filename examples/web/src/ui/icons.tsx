import type { ReactNode } from 'react';

/** Icons are decoration: the words beside them say the same. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={20}
      height={20}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      {children}
    </svg>
  );
}

export const EyeIcon = ({ open }: { open: boolean }) => (
  <Icon>
    <path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12z" />
    <circle cx={12} cy={12} r={3} />
    {!open && <path d="M3 3l18 18" />}
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M19 12H5M11 6l-6 6 6 6" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M12 4v11M7 10.5l5 5 5-5M5 20h14" />
  </Icon>
);

export const MailIcon = () => (
  <Icon>
    <rect x={3} y={5} width={18} height={14} rx={2.5} />
    <path d="M3.5 7.5l8.5 6 8.5-6" />
  </Icon>
);

export const PhoneIcon = () => (
  <Icon>
    <rect x={7} y={2} width={10} height={20} rx={2.5} />
    <path d="M11 18.5h2" />
  </Icon>
);

export const ComputerIcon = () => (
  <Icon>
    <rect x={3} y={4} width={18} height={12} rx={2} />
    <path d="M8 20h8M12 16v4" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M12 4L2.5 20h19L12 4zM12 10v4.5M12 17.4v.1" />
  </Icon>
);

export const KeyIcon = () => (
  <Icon>
    <circle cx={8} cy={15} r={4.5} />
    <path d="M11.5 11.5L20 3M16.5 6.5l3 3" />
  </Icon>
);

export const SignOutIcon = () => (
  <Icon>
    <path d="M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9.5" />
  </Icon>
);

export const InfoIcon = () => (
  <Icon>
    <circle cx={12} cy={12} r={9} />
    <path d="M12 11v5M12 7.8v.1" />
  </Icon>
);

/** A code that changes. */
export const AppIcon = () => (
  <Icon>
    <rect x={3} y={3} width={7} height={7} rx={1.5} />
    <rect x={14} y={3} width={7} height={7} rx={1.5} />
    <rect x={3} y={14} width={7} height={7} rx={1.5} />
    <path d="M14 14h3v3M21 14v7h-7v-3M17.5 17.5h.1" />
  </Icon>
);

/** A person and a key. */
export const PasskeyIcon = () => (
  <Icon>
    <circle cx={9} cy={7.5} r={4} />
    <path d="M2.5 20.5a6.5 6.5 0 0 1 10-5.4" />
    <circle cx={18} cy={13} r={2.75} />
    <path d="M18 15.75V22M18 19.5h2" />
  </Icon>
);

/** A ring to hold on to. */
export const RecoveryIcon = () => (
  <Icon>
    <circle cx={12} cy={12} r={9} />
    <circle cx={12} cy={12} r={3.5} />
    <path d="M5.6 5.6l3.9 3.9M14.5 14.5l3.9 3.9M18.4 5.6l-3.9 3.9M9.5 14.5l-3.9 3.9" />
  </Icon>
);

export const ForwardIcon = () => (
  <Icon>
    <path d="M9 5.5l6.5 6.5L9 18.5" />
  </Icon>
);

export const UserIcon = () => (
  <Icon>
    <circle cx={12} cy={8} r={4.25} />
    <path d="M3.75 20.5a8.25 8.25 0 0 1 16.5 0" />
  </Icon>
);

export const ShieldIcon = () => (
  <Icon>
    <path d="M12 3l7.5 2.75v5.5c0 4.6-3.1 7.9-7.5 9.75-4.4-1.85-7.5-5.15-7.5-9.75v-5.5L12 3z" />
  </Icon>
);

export const ActivityIcon = () => (
  <Icon>
    <circle cx={12} cy={12} r={9} />
    <path d="M12 7v5l3.5 2" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M5.5 9l6.5 6.5L18.5 9" />
  </Icon>
);
