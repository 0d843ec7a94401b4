import { type ReactNode, useEffect, useRef } from 'react';

interface PagedListProps {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null } | undefined;
  more: { run: (after: string | null | undefined) => Promise<void>; busy: boolean };
  children: ReactNode;
}

/** A list that grows by pages. With the last page its button goes, and the focus to the list. */
export function PagedList({ pageInfo, more, children }: PagedListProps) {
  const list = useRef<HTMLUListElement>(null);
  const asked = useRef(false);
  const hasNextPage = pageInfo?.hasNextPage ?? false;
  useEffect(() => {
    // Not when it went because somebody searches for something else: then the focus is there.
    if (asked.current && !hasNextPage && document.activeElement === document.body) list.current?.focus();
    asked.current = false;
  }, [hasNextPage]);
  const showMore = () => {
    asked.current = true;
    void more.run(pageInfo?.endCursor);
  };
  return (
    <>
      <ul className="rows" ref={list} tabIndex={-1}>
        {children}
      </ul>
      {hasNextPage && (
        <button aria-disabled={more.busy} onClick={showMore}>
          Show more
        </button>
      )}
    </>
  );
}
