import type { RefObject } from 'react';
import { dayOf } from '../../ui/time/moment.js';
import { ActivityEntry } from './activity-entry.js';
import { type Entry, type Event, headOf, inEntries } from './entries.js';

interface ActivityListProps {
  /** The newest first. */
  events: readonly Event[];
  /** Of the headings of the days. */
  level: 'h2' | 'h4';
  list: RefObject<HTMLDivElement | null>;
}

/** What happened in an account by day. */
export function ActivityList({ events, level: Day, list }: ActivityListProps) {
  return (
    <div ref={list} tabIndex={-1}>
      {[...byDay(inEntries(events))].map(([day, ofDay]) => (
        <div key={day} className="day">
          <Day>{day}</Day>
          <ul className="rows">
            {ofDay.map((entry) => (
              <ActivityEntry key={headOf(entry).id} entry={entry} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function byDay(entries: readonly Entry[]): Map<string, Entry[]> {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = dayOf(headOf(entry).occurredAt);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
}
