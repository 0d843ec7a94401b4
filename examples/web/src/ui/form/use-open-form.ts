import { useEffect, useRef, useState } from 'react';

/** A form that is closed until its button is pressed. The focus returns to the button when the form is closed. */
export function useOpenForm(isOpenAtFirst = false) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    return () => opener.current?.focus();
  }, [isOpen]);
  return { isOpen, opener, open: () => setOpen(true), close: () => setOpen(false) };
}
