import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { t } from '../texts/texts.js';

interface MoreProps {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null } | undefined;
  more: { run: (after: string | null | undefined) => Promise<void>; busy: boolean };
  /** Gets the focus after the last page, when the button has disappeared. */
  list: RefObject<HTMLElement | null>;
}

/** The button that loads the next page of a list. */
export function More({ pageInfo, more, list }: MoreProps) {
  const isLoadingMore = useRef(false);
  const hasNextPage = pageInfo?.hasNextPage ?? false;
  useEffect(() => {
    // If a new search removed the button, the focus stays in the search field.
    if (isLoadingMore.current && !hasNextPage && document.activeElement === document.body)
      list.current?.focus();
    isLoadingMore.current = false;
  }, [hasNextPage, list]);
  if (!hasNextPage) return null;
  const showMore = () => {
    isLoadingMore.current = true;
    void more.run(pageInfo?.endCursor);
  };
  return (
    <button className="secondary" aria-disabled={more.busy} aria-busy={more.busy} onClick={showMore}>
      {t.showMore}
    </button>
  );
}

/** In place of rows that are still loading. */
export function Skeleton({ rows }: { rows: number }): ReactNode {
  return (
    <div className="skeleton" role="status" aria-label={t.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
