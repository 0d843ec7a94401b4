import type { ReactNode } from 'react';

interface SettingRowProps {
  icon: ReactNode;
  /** What can be set, and in which state it is. */
  title: ReactNode;
  /** Buttons that open a form or a question. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** One thing that can be set, closed: what it is now, and what can be done. */
export function SettingRow({ icon, title, actions, children }: SettingRowProps) {
  return (
    <div className="row setting">
      {icon}
      <div>
        {title}
        {children}
      </div>
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}
